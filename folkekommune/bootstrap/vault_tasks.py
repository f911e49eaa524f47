"""What is ordered from the vault's user: what the pages order with, and what carries it out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from folkekommune.access.vault_tasks import TaskOrder
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.catalogue.model import Databank
from folkekommune.ingest.corrections import Correction
from folkekommune.ingest.delivery import MANIFEST
from folkekommune.ingest.persons.vault import make_private
from folkekommune.ingest.taking_in import forget_copies
from folkekommune.operations.vault_work import ready_deliveries, somebody_works, tell_of_work
from folkekommune.services.corrections import corrections_csv
from folkekommune.services.ordered_stewardship import Orders
from folkekommune.services.vault_results import TaskResults
from folkekommune.store.locks import exclusive

HANDED_OUT = "corrections"
"""Where correction lists are put, beside the deliveries: what comes in and goes out takes the same way."""


def orders(base: Foundations, databank: Databank) -> Orders:
    """Give what the pages order with."""
    return Orders(
        base.vault_tasks,
        TaskResults(base.keys),
        ready=lambda municipality: ready_deliveries(base.home, municipality),
        working=lambda: somebody_works(base.home),
        variables=databank.variables,
    )


def lying_ready(base: Foundations, municipality: str) -> list[str]:
    """List the deliveries of a municipality that lie ready, newest name first."""
    found = sorted((base.installation.deliveries / municipality).glob(f"*/{MANIFEST}"), reverse=True)
    return [file.parent.name for file in found]


def tell_ready(base: Foundations) -> None:
    """Tell that somebody carries out orders, and what lies ready in every municipality."""
    numbers = [entry.number for entry in base.installation.municipalities]
    tell_of_work(base.home, {number: lying_ready(base, number) for number in numbers})


@contextmanager
def taking_orders(base: Foundations) -> Iterator[None]:
    """Be the only one that carries out orders while a block lasts; what a killed one left is put right.

    :raises UsageError: ``tasks.others-work`` while another process does.
    """
    copies = copies_folder(base)
    make_private(copies)
    with exclusive(copies, "tasks.others-work"):
        forget_copies(copies)
        base.vault_tasks.let_go()
        yield


def copies_folder(base: Foundations) -> Path:
    """Give where deliveries are copied that others could change; no backup takes what lies there."""
    return base.home.vault / ".unfinished-taken-in"


def hand_out(base: Foundations, order: TaskOrder, corrections: Sequence[Correction]) -> str:
    """Put a correction list where this user alone may read it, in place of the one before; give its name."""
    folder = base.installation.deliveries / HANDED_OUT / order.municipality
    for each in (folder.parents[1], folder.parent, folder):
        each.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{order.databank}.csv"
    unfinished = folder / f".{file.name}"
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as stream:
        stream.write(corrections_csv(corrections, "nb"))
    unfinished.replace(file)
    return file.relative_to(base.installation.deliveries).as_posix()

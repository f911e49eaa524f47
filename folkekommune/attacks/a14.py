"""A14: be counted twice.

The attacker tries to make rows of one person many: he copies data sets, merges them back, folds and unfolds
them and puts groups of one person together by what tells them apart. Whatever he does, as many persons as
before stand in the table, or there is no table. Without: an engine that counts rows, of which a merged data
set has more.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from folkekommune.attacks.around import Around
from folkekommune.attacks.figure import Figure
from folkekommune.attacks.interface import counts_of, drawn_keys, open_interface
from folkekommune.attacks.twins import CODE
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.worlds import DISTRICTS, attributes_of, people, twin_secrets, write_release
from folkekommune.disclosure.results import SafeTable
from folkekommune.query.dataset import Join
from folkekommune.query.engine import CellRequest, Cells
from folkekommune.services.scripts import ScriptRun

NAME = "A14"
_MERGE = "merge again into persons"
_OTHER = "clone-dataset persons other\nuse other\n"
_BACK = "\nuse persons"
_FORMS = (
    (f"{_OTHER}generate again = sex\n{_MERGE}{_BACK}", "again", "sex"),
    (
        f"clone-units persons other\nuse other\nimport db/SECRET as again\n{_MERGE}{_BACK}",
        "again",
        "secret",
    ),
    (f"{_OTHER}generate again = sex\n{_MERGE} on district{_BACK}", "again", "sex"),
    (
        f"{_OTHER}collapse (count) secret -> again, by(district)\n{_MERGE} on district{_BACK}",
        "sex",
        "sex",
    ),
    (
        f"{_OTHER}collapse (count) secret -> again, by(code)\n{_MERGE} on code{_BACK}",
        "sex",
        "sex",
    ),
    ("append persons\ngenerate again = sex", "again", "sex"),
    ("reshape-to-panel sex", "sex", "sex"),
)
"""A script, what is tabulated after it, and what that is before it."""

_FAR = 12
"""Two numbers of the same people do not lie farther apart."""

_MORE = 3
"""Rows of each person, as an engine without keys would have them."""


class _Rows(Around):
    """An engine that counts rows instead of persons."""

    def cells(self, request: CellRequest, *, limit: int) -> Cells:
        """Group, and count a person once for each row of a merge."""
        cells = super().cells(request, limit=limit)
        if not any(isinstance(step, Join) for step in request.dataset.steps):
            return cells
        return replace(cells, persons=cells.persons * _MORE, units=cells.units * _MORE)


def attack(*, quick: bool) -> list[Figure]:
    """Attack with every form."""
    row = Row(
        NAME,
        "share of tries where the persons stay as many, or nothing is said",
        "counting of persons",
        ">= 1",
        (1, 1) if quick else (4, 1),
        141,
        f"{len(_FORMS)} forms",
    )
    return [two_ways(row, _as_many, quick=quick)]


def _as_many(way: Way) -> Told:
    random = np.random.default_rng(way.seed)
    known = people(random, DISTRICTS)
    secret, _ = twin_secrets(random, known)
    held = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes_of(known, secret), random)
        wrap = None if way.defended else _Rows
        interface = open_interface(release, Path(folder), keys=drawn_keys(random), wrap=wrap).after(CODE)
        for district in random.choice(np.arange(1, DISTRICTS + 1), way.size, replace=False):
            for form, after, before in _FORMS:
                (table,) = interface.tables(f"tabulate {before} if district != {district}")
                run = interface.run(f"{form}\ntabulate {after} if again > 0 & district != {district}")
                held += _no_more(run, counts_of(table))
                tried += 1
    return held, tried


def _no_more(run: ScriptRun, before: dict[tuple[int | None, ...], int]) -> bool:
    """Tell whether nobody is counted again, as far as anything is said."""
    found = run.results[-1].result if run.results else None
    if not isinstance(found, SafeTable):
        return True
    return all(count <= before[place] + _FAR for place, count in counts_of(found).items())

"""Export variables of a release as datasets, and as packages only the receiver can open.

Each dataset is checked by us, then by microdata.no's own tool, before anything appears in the output
folder; one fault, and nothing does. Clear files lie in a private folder of the installation, which the
next export empties if this one is killed; outside test mode only encrypted packages leave it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from folkekommune.errors import InputError, UsageError
from folkekommune.export.approval import check_leaving
from folkekommune.export.files import write_dataset
from folkekommune.export.metadata import Provenance, describe_dataset
from folkekommune.export.official import OfficialTools, Verdict
from folkekommune.export.order import Destination, Export, Exported, Order
from folkekommune.export.own_check import check_written
from folkekommune.export.owners import Reidentify, register_owners
from folkekommune.export.plan import Plans, plan_datasets
from folkekommune.export.receipt import write_receipt
from folkekommune.export.rows import open_rows, stream_rows
from folkekommune.settings import Mode
from folkekommune.store.durable import digest, remove_unfinished, unfinished
from folkekommune.store.locks import exclusive

_MEMORY = "1GB"
_NO_ROWS = "export.no-rows"


class Tools(Protocol):
    """What an export asks of microdata.no's tool."""

    def validate(self, datasets: Sequence[Path]) -> tuple[Verdict, ...]:
        """Hold datasets against the format."""
        ...

    def package(self, datasets: Sequence[Path], *, public_key_dir: Path, out: Path) -> tuple[Path, ...]:
        """Encrypt datasets and give the packages."""
        ...


def plan_order(order: Order) -> Plans:
    """Decide which datasets an order becomes.

    :raises UsageError: ``export.unknown-variable``, ``export.unknown-part``.
    :raises InputError: which variable cannot be exported, and why.
    """
    unknown = [part for part in order.parts if part not in order.release.parts]
    if unknown or not order.parts:
        raise UsageError("export.unknown-part", municipality=", ".join(unknown) or "–")
    plans = plan_datasets(order.databank, order.variables)
    known = order.release.manifest["variables"]
    for plan in plans.datasets:
        for source in plan.sources:
            for name in (source.values, source.days):
                if name is not None and name not in known:
                    version = order.release.version
                    raise InputError("export.not-in-release", variable=name, version=version)
    return plans


def export_datasets(
    order: Order,
    destination: Destination,
    *,
    mode: Mode,
    reidentify: Reidentify,
    package: bool,
    tools: Tools | None = None,
) -> Export:
    """Export datasets to a folder.

    :raises PermissionRefused: ``export.two-approvers``.
    :raises UsageError: ``export.clear-output``, ``export.no-public-key``, ``export.busy``, as
        :func:`plan_order` does, or when the tool cannot be run.
    :raises InputError: which variable cannot be exported, and why.
    """
    keyed = destination.public_key_dir is not None
    check_leaving(mode, order.approvers, package=package, keyed=keyed)
    plans = plan_order(order)
    tool = tools or OfficialTools()
    with exclusive(destination.workplace, "export.busy"), exclusive(destination.out, "export.busy"):
        remove_unfinished(destination.workplace)
        remove_unfinished(destination.out)
        with unfinished(destination.workplace) as workplace:
            making = _Making(order, mode, workplace)
            made, left_out = making.make(plans, reidentify)
            _check_officially(tool, made)
            packages = _package(tool, made, destination, workplace=workplace) if package else {}
            done = _deliver(made, packages, destination, clear=mode is Mode.TEST)
            write_receipt(order, mode, destination.out, done)
    return Export(done, left_out)


@dataclass(frozen=True)
class _Made:
    """A dataset that our check accepted, still out of sight."""

    name: str
    folder: Path
    rows: int
    sha256: str


@dataclass(frozen=True)
class _Making:
    """Datasets under way, in a private folder."""

    order: Order
    mode: Mode
    workplace: Path

    def make(
        self, plans: Plans, reidentify: Reidentify
    ) -> tuple[tuple[_Made, ...], tuple[tuple[str, str], ...]]:
        """Write and check every dataset; what has no rows is left out unless it was asked for."""
        order = self.order
        made, left_out = [], list(plans.left_out)
        provenance = Provenance(
            order.databank, order.release.version, order.parts, tuple(sorted(order.approvers))
        )
        with open_rows(self.workplace / "spill", memory=_MEMORY) as connection:
            register_owners(connection, order.release, order.parts, reidentify=reidentify, mode=self.mode)
            for plan in plans.datasets:
                rows = stream_rows(connection, order.release, plan, parts=order.parts)
                metadata = describe_dataset(plan, provenance)
                folder = write_dataset(self.workplace, plan, metadata=metadata, rows=rows)
                data = folder / f"{plan.name}.csv"
                if not data.stat().st_size and not plans.asked:
                    left_out.append((plan.name, _NO_ROWS))
                    shutil.rmtree(folder)
                    continue
                made.append(_Made(plan.name, folder, check_written(folder, self.mode), digest(data)))
        if not made:
            raise InputError(_NO_ROWS, variable="–")
        return tuple(made), tuple(left_out)


def _check_officially(tool: Tools, made: Sequence[_Made]) -> None:
    verdicts = tool.validate([entry.folder for entry in made])
    for entry, verdict in zip(made, verdicts, strict=True):
        if not verdict.accepted:
            raise InputError("export.refused", variable=entry.name, faults=verdict.faults)


def _package(
    tool: Tools, made: Sequence[_Made], destination: Destination, *, workplace: Path
) -> dict[str, Path]:
    packages = workplace / "packages"
    packages.mkdir()
    keys = destination.public_key_dir or workplace
    done = tool.package([entry.folder for entry in made], public_key_dir=keys, out=packages)
    return {entry.name: package for entry, package in zip(made, done, strict=True)}


def _deliver(
    made: Sequence[_Made], packages: dict[str, Path], destination: Destination, *, clear: bool
) -> tuple[Exported, ...]:
    """Let what may be seen appear in the output folder; otherwise the clear files go with the workplace.

    The output folder may lie on another disk, so everything is brought there before it is revealed.
    """
    out = destination.out
    done = []
    with unfinished(out) as arriving:
        for entry in made:
            if clear:
                shutil.copytree(entry.folder, arriving / entry.name)
            if entry.name in packages:
                shutil.copyfile(packages[entry.name], arriving / f"{entry.name}.tar")
        for entry in made:
            dataset = sealed = None
            if clear:
                dataset = out / entry.name
                shutil.rmtree(dataset, ignore_errors=True)
                (arriving / entry.name).replace(dataset)
            if entry.name in packages:
                sealed = (arriving / f"{entry.name}.tar").replace(out / f"{entry.name}.tar")
            done.append(Exported(entry.name, entry.rows, entry.sha256, dataset, sealed))
    return tuple(done)

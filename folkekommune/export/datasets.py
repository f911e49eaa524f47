"""Export variables of a release as datasets, and as packages only the receiver can open.

Each dataset is checked by us, then by microdata.no's own tool, before anything appears in the output
folder; one fault, and nothing does. Outside test mode only encrypted packages appear, and two persons
must have approved.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, UsageError
from folkekommune.export.approval import check_approval
from folkekommune.export.files import write_dataset
from folkekommune.export.metadata import Provenance, describe_dataset
from folkekommune.export.official import OfficialTools, Verdict
from folkekommune.export.plan import Plan, plan_datasets
from folkekommune.export.precheck import check_codes, check_texts
from folkekommune.export.rows import Reidentify, read_rows
from folkekommune.settings import Mode
from folkekommune.store.durable import digest, remove_unfinished, unfinished
from folkekommune.store.locks import exclusive
from folkekommune.store.released import Release

RECEIPT = "export.json"
"""What was exported, from which version, approved by whom; no rows and no counts."""


class Tools(Protocol):
    """What an export asks of microdata.no's tool."""

    def validate(self, dataset: Path) -> Verdict:
        """Hold a dataset against the format."""
        ...

    def package(self, dataset: Path, *, public_key_dir: Path, out: Path) -> Path:
        """Encrypt a dataset and give the package."""
        ...


@dataclass(frozen=True)
class Exported:
    """One exported dataset.

    :param sha256: the digest of its clear data file, which the package states too.
    :param dataset: its folder, in test mode; :param package: its package, if one was asked for.
    """

    name: str
    rows: int
    sha256: str
    dataset: Path | None
    package: Path | None


def export_datasets(
    release: Release,
    databank: Databank,
    variables: Sequence[str],
    out: Path,
    *,
    mode: Mode,
    reidentify: Reidentify,
    package: bool,
    public_key_dir: Path | None = None,
    approvers: Sequence[str] = (),
    parts: Sequence[str] | None = None,
    tools: Tools | None = None,
) -> tuple[Exported, ...]:
    """Export variables (person facts, items, or items at an occasion) to a folder.

    :param databank: the catalogue's words and codes, usually ``release.definition``.
    :param parts: the municipalities that approved; all of the release's, when not said.
    :raises PermissionRefused: ``export.two-approvers``.
    :raises UsageError: ``export.clear-output``, ``export.no-public-key``, ``export.unknown-variable``,
        ``export.unknown-part``, ``export.busy``, or when the tool cannot be run.
    :raises InputError: which variable cannot be exported, and why.
    """
    approved = check_approval(mode, approvers, package=package)
    chosen = _parts(release, parts)
    plans = plan_datasets(databank, variables)
    _check_released(release, plans)
    source = _Source(release, Provenance(databank, release.version, chosen, approved), reidentify, mode)
    tool = tools or OfficialTools()
    with exclusive(out, "export.busy"):
        remove_unfinished(out)
        with unfinished(out) as workplace:
            made = [_make(source, plan, workplace=workplace, tool=tool) for plan in plans]
            packages = _package(tool, made, public_key_dir, workplace=workplace) if package else {}
            done = tuple(_deliver(entry, packages.get(entry.name), out=out, mode=mode) for entry in made)
            receipt = workplace / RECEIPT
            receipt.write_text(_receipt(source, done), encoding="utf-8")
            receipt.replace(out / RECEIPT)
    return done


@dataclass(frozen=True)
class _Source:
    """What every dataset of an export is made from."""

    release: Release
    provenance: Provenance
    reidentify: Reidentify
    mode: Mode


@dataclass(frozen=True)
class _Made:
    """A dataset that both checks accepted, still out of sight."""

    name: str
    folder: Path
    rows: int
    sha256: str


def _make(source: _Source, plan: Plan, *, workplace: Path, tool: Tools) -> _Made:
    metadata = describe_dataset(plan, source.provenance)
    check_texts(plan, metadata)
    rows = read_rows(
        source.release,
        plan,
        parts=source.provenance.parts,
        reidentify=source.reidentify,
        mode=source.mode,
    )
    check_codes(plan, rows)
    folder = write_dataset(workplace, plan, metadata=metadata, rows=rows)
    verdict = tool.validate(folder)
    if not verdict.accepted:
        raise InputError("export.refused", variable=plan.name, faults=verdict.faults)
    return _Made(plan.name, folder, len(rows.values), digest(folder / f"{plan.name}.csv"))


def _package(
    tool: Tools, made: Sequence[_Made], public_key_dir: Path | None, *, workplace: Path
) -> dict[str, Path]:
    if public_key_dir is None:
        raise UsageError("export.no-key-folder")
    packages = workplace / "packages"
    packages.mkdir()
    return {
        entry.name: tool.package(entry.folder, public_key_dir=public_key_dir, out=packages) for entry in made
    }


def _deliver(entry: _Made, package: Path | None, *, out: Path, mode: Mode) -> Exported:
    """Move what may be seen to the output folder; in production the clear files go with the workplace."""
    dataset = sealed = None
    if mode is Mode.TEST:
        dataset = out / entry.name
        shutil.rmtree(dataset, ignore_errors=True)
        entry.folder.replace(dataset)
    if package is not None:
        sealed = package.replace(out / f"{entry.name}.tar")
    return Exported(entry.name, entry.rows, entry.sha256, dataset, sealed)


def _check_released(release: Release, plans: Sequence[Plan]) -> None:
    known = release.manifest["variables"]
    for plan in plans:
        for source in plan.sources:
            for name in (source.values, source.days):
                if name is not None and name not in known:
                    raise InputError("export.not-in-release", variable=name, version=release.version)


def _parts(release: Release, parts: Sequence[str] | None) -> tuple[str, ...]:
    chosen = release.parts if parts is None else tuple(sorted(set(parts)))
    unknown = [part for part in chosen if part not in release.parts]
    if unknown or not chosen:
        raise UsageError("export.unknown-part", municipality=", ".join(unknown) or "–")
    return chosen


def _receipt(source: _Source, done: Sequence[Exported]) -> str:
    provenance = source.provenance
    content = {
        "databank": provenance.databank.name,
        "version": provenance.version,
        "municipalities": provenance.parts,
        "mode": source.mode.value,
        "approvers": provenance.approvers,
        "datasets": [
            {"name": entry.name, "sha256": entry.sha256, "package": bool(entry.package)} for entry in done
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

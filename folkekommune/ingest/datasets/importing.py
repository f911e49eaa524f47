"""Import datasets: check them all, write the databank package, then bring each into the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from folkekommune.catalogue.packages import Package, load_package
from folkekommune.datasets.check import Checked, check_dataset
from folkekommune.datasets.description import Description
from folkekommune.datasets.unit_types import UNIT_TYPES, Identification
from folkekommune.errors import InputError, UsageError
from folkekommune.ingest.datasets.delivery import ImportedDataset, deliver_dataset
from folkekommune.ingest.datasets.package_file import FILE, merge_package
from folkekommune.ingest.persons.vault import Vault
from folkekommune.settings import Installation, Mode
from folkekommune.store.draft import Draft
from folkekommune.store.durable import sync
from folkekommune.store.locks import exclusive

Refused = Callable[[str, Checked], None]
"""Told the name of a dataset that is not accepted, and what was found."""

_PERSON = "PERSON"
QUALITY = "quality.toml"
_USUAL_CHECKS = Path(__file__).with_name(QUALITY)


def find_datasets(paths: Sequence[Path]) -> tuple[Path, ...]:
    """Find the datasets: folders given, or those in a folder given.

    :raises UsageError: ``datasets.none-here``, ``datasets.twice``.
    """
    found: dict[str, Path] = {}
    for given in paths:
        path = given.resolve()
        inside = [path] if _is_dataset(path) else sorted(filter(_is_dataset, path.glob("*")))
        if not inside:
            raise UsageError("datasets.none-here", folder=str(given))
        for folder in inside:
            if found.setdefault(folder.name, folder) != folder:
                raise UsageError("datasets.twice", dataset=folder.name)
    return tuple(found.values())


def import_datasets(
    paths: Sequence[Path],
    databank: str,
    *,
    installation: Installation,
    packages: Mapping[str, Package],
    draft: Draft,
    vault: Vault,
    refused: Refused,
) -> tuple[ImportedDataset, ...]:
    """Bring datasets into the draft of a databank that is described by them.

    :param packages: the databank packages there are already, :param draft: of the chosen databank.
    :raises InputError: ``datasets.not-accepted`` when any breaks the format, ``datasets.not-persons`` when
        one is about other units; then nothing is imported.
    :raises UsageError: ``datasets.other-databank``.
    """
    target = installation.home.databanks / databank
    if databank in packages and packages[databank].folder != target:
        raise UsageError("datasets.other-databank", databank=databank)
    folders = find_datasets(paths)
    described = _check(folders, installation.mode, refused)
    with exclusive(installation.home.databanks, "ingest.load-busy"):
        _write_package(target, databank, described)
        return tuple(
            deliver_dataset(folder, description, draft=draft, vault=vault)
            for folder, description in zip(folders, described, strict=True)
        )


def _check(folders: Sequence[Path], mode: Mode, refused: Refused) -> list[Description]:
    described, faulty = [], []
    for folder in folders:
        checked = check_dataset(folder, mode)
        if checked.description is None or not checked.accepted:
            refused(folder.name, checked)
            faulty.append(folder.name)
            continue
        _check_persons(checked.description)
        described.append(checked.description)
    if faulty:
        raise InputError("datasets.not-accepted", datasets=", ".join(faulty))
    return described


def _check_persons(description: Description) -> None:
    """Refuse a dataset about other units than persons, or with persons as values."""
    unit = description.value_unit
    of_persons = unit is not None and UNIT_TYPES[unit] is Identification.IDENTITY_NUMBER
    if description.variable.unit_type != _PERSON or of_persons:
        raise InputError("datasets.not-persons", dataset=description.variable.name)


def _write_package(folder: Path, databank: str, described: Sequence[Description]) -> None:
    """Write the package, each file whole or not at all, and read it as everyone else will."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / QUALITY).exists():
        _write(folder / QUALITY, _USUAL_CHECKS.read_text(encoding="utf-8"))
    content = merge_package(folder, databank, described)
    file = folder / FILE
    if not file.exists() or file.read_text(encoding="utf-8") != content:
        _write(file, content)
        load_package(folder)


def _write(file: Path, content: str) -> None:
    fresh = file.with_name(f".{file.name}")
    fresh.write_text(content, encoding="utf-8")
    sync(fresh)
    fresh.replace(file)


def _is_dataset(path: Path) -> bool:
    return (path / f"{path.name}.json").is_file() or (path / f"{path.name}.csv").is_file()

"""Find and read databank packages: folders ``databanks/<folder>/`` with ``databank.toml``.

The file is described in ``docs/databank-package.md``. In short: ``[[occasions]]``, ``[code_lists]``,
``[themes]``, ``[[items]]`` (recorded at occasions) and ``[[variables]]`` (facts of the unit itself).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from folkekommune.catalogue.model import (
    PERSON_TYPE,
    Code,
    CodeList,
    Databank,
    Occasion,
    Sensitivity,
    Temporality,
    Texts,
    ValueType,
    Variable,
    Within,
)
from folkekommune.catalogue.people import PEOPLE, People, read_people
from folkekommune.catalogue.unit_types import read_unit_types
from folkekommune.errors import InputError, Place

BEGINNING = date(1900, 1, 1)
_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Package:
    """A databank package: its folder and what ``databank.toml`` says.

    :param people: what those it is about are called on pages.
    :param own: folders of the same name beside it, where an installation keeps mappings of its own.
    """

    folder: Path
    databank: Databank
    people: People = PEOPLE
    own: tuple[Path, ...] = ()


def shipped_folder() -> Path:
    """Give the folder of the databank packages that ship with the product."""
    installed = _PACKAGE / "databanks"
    return installed if installed.is_dir() else _PACKAGE.parent / "databanks"


@cache
def load_packages(*folders: Path) -> dict[str, Package]:
    """Read every package in these folders, by databank name; later folders win.

    :raises InputError: when a package cannot be understood, with file and reason.
    """
    found: dict[str, Package] = {}
    for place, folder in enumerate(folders, start=1):
        for file in sorted(folder.glob("*/databank.toml")):
            package = load_package(file.parent)
            own = tuple(later / file.parent.name for later in folders[place:])
            found[package.databank.name] = replace(package, own=own)
    return found


def load_package(folder: Path) -> Package:
    """Read one databank package.

    :raises InputError: ``catalogue.unreadable`` or ``catalogue.incomplete``.
    """
    file = folder / "databank.toml"
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError("catalogue.missing", place=Place(file=str(file))) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise InputError("catalogue.unreadable", place=Place(file=str(file)), reason=str(fault)) from None
    try:
        people = read_people(content.get("people", {}))
        return Package(folder=folder, databank=_databank(content), people=people)
    except KeyError as fault:
        raise InputError("catalogue.incomplete", place=Place(file=str(file)), key=str(fault)) from None
    except (TypeError, ValueError) as fault:
        raise InputError("catalogue.invalid", place=Place(file=str(file)), reason=str(fault)) from None


def texts(entry: dict[str, str]) -> Texts:
    """Read a text in three languages from its TOML table."""
    return Texts(nb=entry["nb"], nn=entry["nn"], en=entry["en"])


def _databank(content: dict[str, Any]) -> Databank:
    occasions = tuple(_occasion(entry) for entry in content.get("occasions", ()))
    code_lists = {name: _code_list(name, entry) for name, entry in content.get("code_lists", {}).items()}
    titles = {occasion.name: occasion.title for occasion in occasions}
    variables: dict[str, Variable] = {}
    for entry in content.get("variables", ()):
        variable = _variable(entry, code_lists)
        variables[variable.name] = variable
    for entry in content.get("items", ()):
        for occasion in entry["occasions"]:
            variable = _item_variable(entry, code_lists, occasion, titles[occasion])
            variables[variable.name] = variable
    return Databank(
        name=content["name"],
        title=texts(content["title"]),
        description=texts(content["description"]),
        occasions=occasions,
        code_lists=code_lists,
        variables=variables,
        themes={name: texts(entry) for name, entry in content.get("themes", {}).items()},
        unit_types=read_unit_types(content, _names(variables), lambda entry: _variable(entry, code_lists)),
    )


def _names(variables: dict[str, Variable]) -> frozenset[str]:
    """Give the names that are taken; a variable of another unit type does not stand among persons'."""
    other = next((v.unit_type for v in variables.values() if v.unit_type != PERSON_TYPE), None)
    if other is not None:
        raise ValueError(f"unit_types.{other}")
    return frozenset(variables)


def _occasion(entry: dict[str, Any]) -> Occasion:
    return Occasion(
        name=entry["name"],
        title=texts(entry["title"]),
        due_days=entry["due_days"],
        earliest_days=entry["earliest_days"],
        latest_days=entry["latest_days"],
    )


def _code_list(name: str, entry: dict[str, Any]) -> CodeList:
    codes = tuple(_code(code, sentinel=False) for code in entry["codes"])
    sentinels = tuple(_code(code, sentinel=True) for code in entry.get("sentinels", ()))
    within = entry.get("within")
    return CodeList(
        name=name,
        title=texts(entry["title"]),
        codes=codes + sentinels,
        within=None if within is None else Within(within["item"], int(within["characters"])),
    )


def _code(entry: dict[str, Any], *, sentinel: bool) -> Code:
    return Code(
        value=entry["code"],
        title=texts(entry),
        valid_from=entry.get("valid_from", BEGINNING),
        valid_until=entry.get("valid_until"),
        sentinel=sentinel,
    )


def _variable(entry: dict[str, Any], code_lists: dict[str, CodeList]) -> Variable:
    limits, clip = entry.get("limits"), entry.get("clip")
    return Variable(
        name=entry["name"],
        title=texts(entry["title"]),
        description=texts(entry.get("description", entry["title"])),
        value_type=ValueType(entry["type"]),
        temporality=Temporality(entry.get("temporality", "FIXED")),
        unit_type=entry.get("unit_type", "PERSON"),
        sensitivity=Sensitivity(entry.get("sensitivity", "PERSON_SPECIAL")),
        code_list=code_lists[entry["code_list"]] if "code_list" in entry else None,
        unit=entry.get("unit"),
        item=entry.get("item"),
        occasion=entry.get("occasion"),
        within=entry.get("within"),
        only=(entry["only"]["item"], tuple(entry["only"]["codes"])) if "only" in entry else None,
        limits=(float(limits[0]), float(limits[1])) if limits else None,
        clip=(float(clip[0]), float(clip[1])) if clip else None,
        theme=entry.get("theme", ""),
        releasable=entry.get("releasable", True),
    )


def _item_variable(
    entry: dict[str, Any], code_lists: dict[str, CodeList], occasion: str, occasion_title: Texts
) -> Variable:
    title = texts(entry["title"])
    at = Texts(
        nb=f"{title.nb} ({occasion_title.nb})",
        nn=f"{title.nn} ({occasion_title.nn})",
        en=f"{title.en} ({occasion_title.en})",
    )
    plain = _variable(entry | {"name": f"{entry['name']}_{occasion}"}, code_lists)
    fields = plain.__dict__ | {"title": at, "item": entry["name"], "occasion": occasion}
    return Variable(**fields)

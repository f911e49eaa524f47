"""Read the descriptions of a databank package: ``official/<code>.toml``. Start from one that ships.

A fault names the file and the field. A field that nobody asks for is a fault too: it is most often misspelt.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from folkekommune.catalogue.model import Texts
from folkekommune.catalogue.packages import Package
from folkekommune.errors import InputError, Place
from folkekommune.official.descriptions import (
    FOLDER,
    Better,
    Break,
    Columns,
    Contents,
    Description,
    Origin,
    PeriodForm,
    Protection,
    Use,
)
from folkekommune.texts import LANGUAGES

Kind = TypeVar("Kind")
Choice = TypeVar("Choice", bound=Enum)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_EXPECTED = {str: "text", int: "1, 2 …", date: "2026-05-17", dict: "[…]", list: "[ … ]", bool: "true, false"}


class _Section:
    """A table of the file, read field by field."""

    def __init__(self, content: Mapping[str, Any], file: Path, *, above: str = "") -> None:
        self._left = dict(content)
        self._file = file
        self._above = above

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def fault(self, field: str, expected: str) -> InputError:
        """Make the fault of a field."""
        place = Place(file=str(self._file))
        return InputError("official.field", place=place, field=self._above + field, expected=expected)

    def take(self, name: str, kind: type[Kind], default: Kind | None = None) -> Kind:
        """Take a field of a type; it must be there, unless it has a default."""
        value = self._left.pop(name, default)
        if type(value) is not kind or value == "":
            raise self.fault(name, _EXPECTED.get(kind, ""))
        return value

    def choice(self, name: str, kind: type[Choice], default: str | None = None) -> Choice:
        """Take one of the words of a list."""
        value = self.take(name, str, default)
        if value not in {each.value for each in kind}:
            raise self.fault(name, ", ".join(str(each.value) for each in kind))
        return kind(value)

    def words(self, name: str) -> tuple[str, ...]:
        """Take a list of words; none where the field is left out."""
        values = self.take(name, list, [])
        if not all(isinstance(value, str) and value for value in values):
            raise self.fault(name, '["a", "b"]')
        return tuple(values)

    def texts(self, name: str) -> Texts:
        """Take a text in the three languages."""
        found = self.section(name)
        texts = Texts(*(found.take(language, str) for language in LANGUAGES))
        found.finish()
        return texts

    def section(self, name: str) -> _Section:
        """Take a table within this one; an empty one where it is left out."""
        return _Section(self.take(name, dict, {}), self._file, above=f"{self._above}{name}.")

    def mapping(self, name: str) -> dict[str, tuple[str, ...]]:
        """Take a table of lists of words."""
        found = self.section(name)
        return {key: found.words(key) for key in found.names()}

    def names(self) -> tuple[str, ...]:
        """Give the names of the fields that are left."""
        return tuple(self._left)

    def sections(self, name: str) -> tuple[_Section, ...]:
        """Take a list of tables."""
        listed = self.take(name, list, [])
        if not all(isinstance(each, dict) for each in listed):
            raise self.fault(name, f"[[{name}]]")
        return tuple(_Section(each, self._file, above=f"{name}.") for each in listed)

    def finish(self) -> None:
        """Refuse fields that nobody asked for."""
        for name in self._left:
            raise self.fault(name, "–")


def load_descriptions(package: Package) -> dict[str, Description]:
    """Read all descriptions of a package and of the installation's own folder beside it, by code.

    :raises InputError: when one cannot be understood, is another databank's, or has no theme of its.
    """
    folders = (package.folder, *package.own)
    files = [file for folder in folders for file in sorted((folder / FOLDER).glob("*.toml"))]
    databank = package.databank
    found = {}
    for file in files:
        description = load_description(file)
        for field, fits, expected in (
            ("databank", description.databank == databank.name, databank.name),
            ("theme", description.theme in databank.themes, ", ".join(databank.themes)),
        ):
            if not fits:
                raise InputError("official.field", place=Place(str(file)), field=field, expected=expected)
        found[description.code] = description
    return found


def load_description(file: Path) -> Description:
    """Read one description.

    :raises InputError: with the file and the field at fault.
    """
    try:
        fields = _Section(tomllib.loads(file.read_text(encoding="utf-8")), file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InputError("official.unreadable", place=Place(file=str(file))) from None
    code = fields.take("code", str)
    if not _CODE.fullmatch(code) or code != file.stem:
        raise fields.fault("code", file.stem)
    name = fields.texts("name")
    found = Description(
        code=code,
        version=fields.take("version", int),
        databank=fields.take("databank", str),
        use=fields.choice("use", Use, "benchmark"),
        theme=fields.take("theme", str),
        name=name,
        short=fields.texts("short") if "short" in fields else name,
        purpose=fields.texts("purpose"),
        counted=fields.texts("counted"),
        case=fields.texts("case"),
        errors=fields.texts("errors"),
        unit=fields.take("unit", str, "percent"),
        multiplier=float(fields.take("multiplier", int, 100)),
        decimals=fields.take("decimals", int, 1),
        better=fields.choice("direction", Better),
        origin=_origin(fields.section("source")),
        columns=_columns(fields.section("dimensions")),
        contents=_contents(fields.section("contents")),
        sexes=fields.mapping("sexes"),
        period=fields.choice("period", PeriodForm, "year"),
        vintage=_vintage(fields.section("geography")),
        protection=fields.choice("protection", Protection),
        valid_from=fields.take("valid_from", date),
        signs={sign: words[0] for sign, words in fields.mapping("signs").items()},
        breaks=tuple(_break(each) for each in fields.sections("breaks")),
        zero_is_safe=fields.take("zero_is_safe", bool, default=False),
        sensitive=fields.take("sensitive", bool, default=False),
        checks=fields.words("checks"),
        references=fields.words("references"),
    )
    fields.finish()
    if found.version < 1 or not found.contents.named() or not found.columns.place:
        raise fields.fault("version, contents, dimensions.place", "≥ 1, [contents], [dimensions]")
    return found


def _origin(fields: _Section) -> Origin:
    found = Origin(
        name=fields.take("name", str),
        where=fields.take("where", str),
        licence=fields.take("licence", str, "–").strip("–"),
        address=fields.take("address", str, "–").strip("–"),
    )
    fields.finish()
    return found


def _columns(fields: _Section) -> Columns:
    fixed = {}
    for each in fields.sections("fixed"):
        fixed[each.words("dimension")] = each.words("category")
        each.finish()
    found = Columns(
        place=fields.words("place"),
        year=fields.words("year"),
        sex=fields.words("sex"),
        age=fields.words("age"),
        contents=fields.words("contents"),
        fixed=fixed,
    )
    fields.finish()
    return found


def _contents(fields: _Section) -> Contents:
    found = Contents(
        value=fields.words("value"),
        numerator=fields.words("numerator"),
        denominator=fields.words("denominator"),
    )
    fields.finish()
    return found


def _vintage(fields: _Section) -> int | None:
    """Read the year of the division of municipalities; 0 where each year has that of its own time."""
    vintage = fields.take("vintage", int)
    fields.finish()
    return vintage or None


def _break(fields: _Section) -> Break:
    found = Break(fields.take("year", int), fields.texts("note"))
    fields.finish()
    return found

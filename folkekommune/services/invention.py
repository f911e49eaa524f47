"""What an invented databank holds, as a file to edit: proposed from what scripts use, read back.

The file names each variable with its type, temporality and unit type, and either its codes or its lowest
and highest value. The values themselves are invented elsewhere; they mean nothing.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from folkekommune.catalogue.model import PERSON_TYPE, Temporality, ValueType
from folkekommune.errors import InputError, Place
from folkekommune.script.uses import Use, Uses

_LINK = re.compile(r"_(FNR|FAMNR|PERSON|PERSONID|ORGNR)\Z")
_LOWER_UNIT = re.compile(r"(?P<unit>[A-Z]+)_(?:PERSON\Z|KURS_FNR\Z)")
_YEAR_AND_MONTH = re.compile(r"AAR_MND")
_YEAR = re.compile(r"(AAR|AR|YEAR)\Z")
_DATE = re.compile(r"DATO\Z|_DATE\Z")
_FEW = (1, 2, 3, 4)
_MOST_CATEGORIES = 40
_ANY = (0.0, 100.0)
_YEARS = (1800, 2100)
_DECEMBER = 12
_AROUND = 5
"""Years before and after those that scripts name."""

_MONTHS = (100_000, 999_999)
_DAYS = (10_000_000, 99_999_999)


@dataclass(frozen=True)
class InventedVariable:
    """One variable of an invented databank.

    :param codes: its values, or ``None`` for numbers between ``lowest`` and ``highest``.
    :param labels: titles of the first codes, where scripts name them.
    """

    name: str
    type: ValueType
    temporality: Temporality = Temporality.FIXED
    unit_type: str = PERSON_TYPE
    codes: tuple[str | int, ...] | None = None
    labels: tuple[str, ...] = ()
    lowest: float = 0
    highest: float = 100

    @property
    def changes(self) -> bool:
        """Whether a unit has another value at another time."""
        return self.temporality is not Temporality.FIXED

    @property
    def has_months(self) -> bool:
        """Whether its numbers are years with months, ``YYYYMM``."""
        return _MONTHS[0] < self.lowest < self.highest < _MONTHS[1]

    @property
    def has_days(self) -> bool:
        """Whether its numbers are dates, ``YYYYMMDD``."""
        return _DAYS[0] < self.lowest < self.highest < _DAYS[1]

    @property
    def has_years(self) -> bool:
        """Whether its numbers are years."""
        return _YEARS[0] < self.lowest < self.highest < _YEARS[1]

    @property
    def is_measured(self) -> bool:
        """Whether its values are amounts: numbers that are neither codes nor of the calendar."""
        number = self.type in {ValueType.INTEGER, ValueType.DECIMAL} and self.codes is None
        return number and not (self.has_months or self.has_days or self.has_years)


@dataclass(frozen=True)
class InventedBank:
    """An invented databank."""

    name: str
    versions: tuple[str, ...]
    variables: tuple[InventedVariable, ...]

    @property
    def links(self) -> dict[str, str]:
        """For each unit type below persons the variable that says whose a unit is: its first identifier."""
        found: dict[str, str] = {}
        for each in self.variables:
            if each.unit_type != PERSON_TYPE and each.type is ValueType.IDENTIFIER:
                found.setdefault(each.unit_type, each.name)
        return found


def propose(uses: Uses) -> tuple[InventedBank, ...]:
    """Propose databanks in which what scripts use is there, as what they use it."""
    units = _lower_units(uses)
    return tuple(
        InventedBank(
            name,
            tuple(sorted(versions, key=_numeric)),
            tuple(_variable(use, units) for use in uses.variables if use.databank == name),
        )
        for name, versions in uses.versions.items()
    )


def only_used(banks: tuple[InventedBank, ...], uses: Uses) -> tuple[InventedBank, ...]:
    """Leave out the variables that scripts do not use; what links units with persons stays."""
    used = {use.name for use in uses.variables}
    return tuple(
        replace(bank, variables=tuple(v for v in bank.variables if v.name in used | {*bank.links.values()}))
        for bank in banks
    )


def write_banks(banks: tuple[InventedBank, ...]) -> str:
    """Write databanks as TOML."""
    lines = ["# An invented databank: change types, codes and limits as you know them to be.", ""]
    for bank in banks:
        lines += [f'["{bank.name}"]', f"versions = {_list(bank.versions)}", ""]
        for each in bank.variables:
            lines += [f'["{bank.name}".variables.{each.name}]', f'type = "{each.type.value}"']
            lines += [f'temporality = "{each.temporality.value}"', f'unit_type = "{each.unit_type}"']
            if each.codes is not None:
                lines.append(f"codes = {_list(each.codes)}")
            elif each.type is not ValueType.IDENTIFIER:
                lines += [f"lowest = {each.lowest:.15g}", f"highest = {each.highest:.15g}"]
            lines += [f"labels = {_list(each.labels)}"] if each.labels else []
            lines.append("")
    return "\n".join(lines)


def read_banks(file: Path) -> tuple[InventedBank, ...]:
    """Read databanks from TOML.

    :raises InputError: when the file cannot be read as such.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        return tuple(
            InventedBank(
                name,
                tuple(str(version) for version in entry["versions"]),
                tuple(_read(name, each) for name, each in entry["variables"].items()),
            )
            for name, entry in content.items()
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError):
        raise InputError("compat.metadata", place=Place(file=str(file))) from None


def _read(name: str, entry: dict[str, Any]) -> InventedVariable:
    codes = entry.get("codes")
    return InventedVariable(
        name,
        ValueType(entry["type"]),
        Temporality(entry.get("temporality", "FIXED")),
        entry.get("unit_type", PERSON_TYPE),
        tuple(codes) if codes is not None else None,
        tuple(entry.get("labels", ())),
        float(entry.get("lowest", 0)),
        float(entry.get("highest", 100)),
    )


def _lower_units(uses: Uses) -> dict[str, str]:
    """Give for variables of units below persons, such as jobs, their unit type.

    They are those that stand in a data set with a link to the person it belongs to.
    """
    found: dict[str, str] = {}
    for use in uses.variables:
        if link := _LOWER_UNIT.search(use.name):
            unit = "KURS" if "KURS" in use.name else link["unit"]
            found |= dict.fromkeys((use.name, *use.together), unit)
    return found


def _variable(use: Use, units: dict[str, str]) -> InventedVariable:
    temporality = Temporality.FIXED if use.undated else Temporality.EVENT
    kind, codes, limits = _domain(use)
    labels = tuple(sorted(use.labels))
    if labels and codes is None:
        codes = tuple(str(each) for each in range(1, len(labels) + 2))
    return InventedVariable(
        use.name, kind, temporality, units.get(use.name, PERSON_TYPE), codes, labels, *limits
    )


def _domain(use: Use) -> tuple[ValueType, tuple[str | int, ...] | None, tuple[float, float]]:
    """Give type, codes and limits, the surest sign first."""
    if use.key and _LINK.search(use.name):
        return ValueType.IDENTIFIER, None, _ANY
    if use.texts or use.textual or use.digits:
        return ValueType.STRING, _texts(use), _ANY
    if _YEAR_AND_MONTH.search(use.name) or _has_months(use):
        return ValueType.INTEGER, None, _months(use)
    if use.days:
        return ValueType.DATE, None, (0, 19000)
    if _DATE.search(use.name):
        return ValueType.INTEGER, None, (19300101, 20191231)
    if _YEAR.search(use.name):
        return ValueType.INTEGER, None, (1930, 2019)
    if not (use.numeric or use.measured or use.numbers or use.swept):
        return ValueType.STRING, ("1", "2", "3", "4"), _ANY
    highest = max((abs(number) for number in use.numbers), default=100)
    if use.categorical and not use.measured and highest <= _MOST_CATEGORIES:
        return ValueType.INTEGER, tuple(dict.fromkeys([*sorted(map(int, use.numbers)), *_FEW])), _ANY
    limits = (min((*use.numbers, 0)), 2 * highest)
    return ValueType.INTEGER, None, limits


def _has_months(use: Use) -> bool:
    """Tell whether all that a variable is compared with are years with months."""
    found = [abs(int(number)) for number in use.numbers]
    return bool(found) and all(
        _YEARS[0] <= number // 100 <= _YEARS[1] and number % 100 <= _DECEMBER for number in found
    )


def _months(use: Use) -> tuple[float, float]:
    """Give the first and the last month: some years around those that scripts name, so that these occur."""
    years = [int(number) // 100 for number in use.numbers if _YEARS[0] <= number // 100 <= _YEARS[1]]
    if not years:
        return 193001, 201912
    return 100 * (min(years) - _AROUND) + 1, 100 * (max(years) + _AROUND) + _DECEMBER


def _texts(use: Use) -> tuple[str, ...]:
    """Give the codes scripts name, numbers among them written out to the same length."""
    length = max((len(text) for text in use.texts), default=0)
    if not length and use.numbers:
        length = max(len(str(int(number))) for number in use.numbers)
    numbers = [str(int(number)).zfill(length) for number in sorted(use.numbers)[:_MOST_CATEGORIES]]
    whole = max(length, 4 if use.textual else 1)
    others = [str(number).zfill(whole) for number in _FEW]
    named = [*sorted(use.texts), *(numbers if use.digits or not use.texts else [])]
    beginnings = [
        beginning.ljust(max(whole, len(beginning) + 1), "0")
        for beginning in sorted(use.prefixes)
        if not any(code.startswith(beginning) for code in named)
    ]
    return tuple(dict.fromkeys([*named, *beginnings, *others]))


def _list(values: tuple[str | int, ...]) -> str:
    return "[" + ", ".join(_toml(value) for value in values) + "]"


def _toml(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _numeric(version: str) -> tuple[int, str]:
    return (int(version) if version.isdigit() else 0, version)

"""The flat table of a publication: the columns of its CSV, Parquet and XLSX files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from folkekommune.published.figures import CellKey, FigureSet
from folkekommune.published.products.rows import DIMENSIONS, NUMBERS, SUBJECT, ProductRow


class Kind(Enum):
    """What stands in a column."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"


@dataclass(frozen=True)
class Column:
    """A column by its name and kind."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Names:
    """What the codes of a figure are called in files.

    :param codes: for a part of the key, the word that stands for each code; others stand as they are.
    :param labels: for a part of the key, the name beside each code, in a column ``<part>_name``.
    :param units: the unit of each indicator's numbers.
    """

    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    units: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class ProductTable:
    """Columns and rows; every number is the published text, so that no file rounds anew."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]


UNDIVIDED = "all"
"""What stands for both sexes, and for whatever else a figure is not divided by; a district is left empty."""

_EMPTY = frozenset({"district"})
_WHOLE = frozenset({"version", "numerator", "denominator"})
_ORIGIN = ("publication", "release")


def product_table(figures: FigureSet, rows: tuple[ProductRow, ...], names: Names) -> ProductTable:
    """Lay rows out as a table with the names of places beside their numbers."""
    columns: list[Column] = []
    for part in (*SUBJECT, *DIMENSIONS):
        columns.append(Column(part, _kind(part)))
        if part in names.labels:
            columns.append(Column(f"{part}_name", Kind.TEXT))
    columns.append(Column("unit", Kind.TEXT))
    columns += [Column(name, Kind.WHOLE if name in _WHOLE else Kind.DECIMAL) for name in NUMBERS]
    columns += [Column("coverage", Kind.WHOLE)]
    columns += [Column(name, Kind.TEXT) for name in ("status", "flag", "comparison", *_ORIGIN)]
    origins = {each.subject: (each.identifier, each.manifest.version) for each in figures.publications}
    return ProductTable(
        tuple(columns),
        tuple(
            (
                *_key_entries(row.key, names),
                names.units.get(row.key.indicator, ""),
                *row.numbers,
                row.coverage or None,
                row.status,
                row.flag,
                row.comparison,
                *origins.get(row.release_subject, ("", "")),
            )
            for row in rows
        ),
    )


def code_of(part: str, value: object, names: Names) -> str:
    """Write a part of a key the way files do."""
    if value is None:
        return "" if part in _EMPTY else UNDIVIDED
    return names.codes.get(part, {}).get(str(value), str(value))


def _key_entries(key: CellKey, names: Names) -> list[str | None]:
    entries: list[str | None] = []
    for part, value in zip(CellKey._fields, key, strict=True):
        entries.append(code_of(part, value, names))
        if part in names.labels:
            entries.append(names.labels[part].get(str(value), "") if value is not None else "")
    return entries


def _kind(part: str) -> Kind:
    numbers = part in _WHOLE or CellKey.__annotations__[part] in ("int", int)
    return Kind.WHOLE if numbers else Kind.TEXT

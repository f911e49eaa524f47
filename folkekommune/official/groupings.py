"""Groupings of municipalities over time, such as KOSTRA groups and centrality: data with validity dates.

A kept grouping has a figure for each municipality and year from which a class holds; it holds until the next
one, or until an entry without a value.
"""

from __future__ import annotations

from folkekommune.municipalities.borders import current_code
from folkekommune.official.figures import Level
from folkekommune.official.shelf import Table

KOSTRA_GROUPS, CENTRALITY = "kostra_gruppe", "sentralitet"
"""The codes of the two groupings that comparisons know."""


def class_of(table: Table, number: str, year: int) -> int | None:
    """Give the class of a municipality in a year."""
    return classes(table, year).get(current_code(number) or number)


def classes(table: Table, year: int | None = None) -> dict[str, int]:
    """Give the class of each municipality in a year; without one, the last that the table tells of."""
    found: dict[str, int] = {}
    for slot, figure in sorted(table.figures.items(), key=lambda each: each[0].year):
        if slot.area.level is not Level.MUNICIPALITY or (year is not None and slot.year > year):
            continue
        if figure.value is None:
            found.pop(slot.area.code, None)
        else:
            found[slot.area.code] = int(figure.value)
    return found

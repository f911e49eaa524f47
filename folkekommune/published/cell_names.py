"""The names of cubes' cells in the history that the ledger keeps, read back."""

from __future__ import annotations

from typing import NamedTuple

_PARTS = 8
"""Databank, municipality, indicator, version, district, years, sex and outcome."""
_ANYTHING = "-"
_COUNTED = frozenset({"0", "1"})
"""The outcomes that people are counted by: cases and complement."""


class CountedCell(NamedTuple):
    """A cell in which people are counted: of a district or the municipality, of a sex or both.

    :param last: the last year of its period, :param years: how many years that has.
    """

    municipality: str
    indicator: str
    version: int
    district: str | None
    last: int
    years: int
    sex: str | None
    outcome: int

    @property
    def is_whole(self) -> bool:
        """Whether it is of the whole municipality and both sexes."""
        return self.district is None and self.sex is None


def counted_cell(name: str) -> CountedCell | None:
    """Read a cell's name; nothing for a cell of a group, or for a mean: its people are counted as cases."""
    parts = name.split("|")
    if len(parts) != _PARTS or parts[-1] not in _COUNTED:
        return None
    _, municipality, indicator, version, district, years, sex, outcome = parts
    first, _, last = years.partition("-")
    until = int(last or first)
    return CountedCell(
        municipality,
        indicator,
        int(version),
        None if district == _ANYTHING else district,
        until,
        until - int(first) + 1,
        None if sex == _ANYTHING else sex,
        int(outcome),
    )

"""Population on 1 January by place, year, sex and single year of age, from Statistics Norway.

Every municipality has the years 2024-2026, both sexes together. Bergen with its districts, Alver and
Bjørnafjorden have each sex, from 2010, in the division of 2024. What is not known is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

from folkekommune.municipalities.borders import current_code
from folkekommune.municipalities.tables import read_rows

Sex = Literal["female", "male"]
LAST_AGE = 20
"""The highest age in the files."""

_FILES = ("folketall_0_20_kommuner.csv", "folketall_0_20_bergen_alver_bjornafjorden.csv")
_MUNICIPALITY_DIGITS = 4


def population(code: str, year: int, *, sex: Sex | None = None, ages: Iterable[int]) -> int | None:
    """Count the residents of a municipality or district on 1 January, of these ages.

    :param code: a municipality's number, also an older one, or a district's.
    :param sex: one sex, or None for both together.
    :param ages: whole years, 0 to :data:`LAST_AGE`.
    :returns: None when the place, year, sex or one of the ages is not in the files.
    """
    by_age = _by_age(_place(code), year, sex)
    chosen = tuple(ages)
    if by_age is None or not all(0 <= age <= LAST_AGE for age in chosen):
        return None
    return sum(by_age[age] for age in chosen)


def population_years(code: str, sex: Sex | None = None) -> tuple[int, ...]:
    """List the years known for a place, oldest first."""
    place = _place(code)
    years = {year for known, year, _ in _table() if known == place}
    return tuple(sorted(year for year in years if _by_age(place, year, sex) is not None))


def _place(code: str) -> str:
    if len(code) == _MUNICIPALITY_DIGITS:
        return current_code(code) or code
    return code


def _by_age(place: str, year: int, sex: Sex | None) -> tuple[int, ...] | None:
    table = _table()
    if sex is not None:
        return table.get((place, year, sex))
    if (place, year, "total") in table:
        return table[place, year, "total"]
    female, male = table.get((place, year, "female")), table.get((place, year, "male"))
    if female is None or male is None:
        return None
    return tuple(one + other for one, other in zip(female, male, strict=True))


@cache
def _table() -> dict[tuple[str, int, str], tuple[int, ...]]:
    return {
        (row["kode"], int(row["aar"]), row["kjonn"]): tuple(
            int(row[f"a{age}"]) for age in range(LAST_AGE + 1)
        )
        for file in _FILES
        for row in read_rows(file)
    }

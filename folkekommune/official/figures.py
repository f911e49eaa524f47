"""What is known from elsewhere about one place, period and sex."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum


class Level(StrEnum):
    """Kinds of area that official figures are given for."""

    COUNTRY = "country"
    COUNTY = "county"
    KOSTRA_GROUP = "kostra_group"
    MUNICIPALITY = "municipality"
    FORMER = "former"
    DISTRICT = "district"


@dataclass(frozen=True, order=True, slots=True)
class Area:
    """A place: its kind and its official number.

    A former municipality, one that was split and lives on in several, goes by its old number.
    """

    level: Level
    code: str


COUNTRY = Area(Level.COUNTRY, "0")
"""The whole country."""


class Absent(Enum):
    """Why there is no number: the signs of Statistics Norway's tables."""

    WITHHELD = ":"
    MISSING = ".."
    NOT_COMPUTABLE = "."


ALL_AGES = -1
"""Stands where a figure is not divided by age."""


@dataclass(frozen=True, order=True, slots=True)
class Slot:
    """Which figure of a table.

    :param year: the last year of the period, :param years: how many it covers.
    :param sex: ``"1"`` for men and boys, ``"2"`` for women and girls, empty for both.
    :param age: in whole years, where the table is divided by it.
    """

    area: Area
    year: int
    sex: str = ""
    years: int = 1
    age: int = ALL_AGES

    def at(self, year: int) -> Slot:
        """Give the same figure of another year."""
        return replace(self, year=year)

    def of(self, other: Area) -> Slot:
        """Give the same figure of another place."""
        return replace(self, area=other)

    def aged(self, age: int) -> Slot:
        """Give the same figure of an age."""
        return replace(self, age=age)

    def divided(self, sex: str) -> Slot:
        """Give the same figure of a sex."""
        return replace(self, sex=sex)


@dataclass(frozen=True, slots=True)
class OfficialFigure:
    """A figure from elsewhere: a value, or the sign for why there is none.

    :param numerator: cases, :param denominator: people, where the source gives them or they follow.
    """

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    absent: Absent | None = None

    def __post_init__(self) -> None:
        """Refuse a figure with both a value and a sign, or with neither."""
        if (self.value is None) == (self.absent is None):
            raise ValueError

    @property
    def complement(self) -> float | None:
        """The people who are no cases, where both counts are known."""
        if self.numerator is None or self.denominator is None:
            return None
        return self.denominator - self.numerator


WITHHELD = OfficialFigure(absent=Absent.WITHHELD)
MISSING = OfficialFigure(absent=Absent.MISSING)
NOT_COMPUTABLE = OfficialFigure(absent=Absent.NOT_COMPUTABLE)

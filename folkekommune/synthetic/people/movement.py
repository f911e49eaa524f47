"""Children come and go: each place in a district is held by one child after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from folkekommune.synthetic.arrays import DAYS_A_YEAR, BoolArray, FloatArray, IntArray
from folkekommune.synthetic.people.births import Cohort
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL

NEVER = 10**6
_BIRTH_DATES_APART = 20


@dataclass(frozen=True)
class Rates:
    """How often something happens a year to small and to large children."""

    small: float
    large: float
    small_until: float

    def first_day(self, rng: np.random.Generator, born: IntArray, start: IntArray) -> IntArray:
        """Draw the day on which it first happens after a start day."""
        change = np.maximum(born + self.small_until * DAYS_A_YEAR, start)
        exposure = rng.exponential(size=len(born))
        early, late = self.small / DAYS_A_YEAR, self.large / DAYS_A_YEAR
        capacity = early * (change - start)
        with np.errstate(divide="ignore"):
            days: FloatArray = np.where(
                exposure < capacity, start + exposure / early, change + (exposure - capacity) / late
            )
        return np.minimum(days, NEVER).astype(np.int64)


@dataclass(frozen=True)
class Stay:
    """Children in the order they were made: when and where each came, and when it left."""

    district: IntArray
    born: IntArray
    sex: IntArray
    came: IntArray
    left: IntArray

    def pick(self, chosen: IntArray | BoolArray) -> Stay:
        """Give some of the children."""
        return Stay(*(column[chosen] for column in vars(self).values()))

    @staticmethod
    def join(stays: Sequence[Stay]) -> Stay:
        """Put children after one another."""
        columns = zip(*(vars(stay).values() for stay in stays), strict=True)
        return Stay(*(np.concatenate(column) for column in columns))


def draw_stays(
    rng: np.random.Generator,
    cohorts: list[Cohort],
    *,
    leaving: Rates,
    first: int,
    last: int,
    oldest_days: int,
    girl_share: float,
    most: int | None,
) -> Stay:
    """Let every child stay until it leaves, and give its place to a new one of about the same age.

    :param most: begin with so many of the places, chosen at random.
    """
    number = np.array([cohort.children for cohort in cohorts], dtype=np.int64)
    district = np.repeat(np.array([cohort.district for cohort in cohorts], dtype=np.int64), number)
    sex = np.repeat(np.array([cohort.sex for cohort in cohorts], dtype=np.int64), number)
    year = np.repeat(np.array([cohort.birth_year for cohort in cohorts], dtype=np.int64), number)
    if most is not None and most < len(year):
        chosen = np.sort(rng.permutation(len(year))[:most])
        district, sex, year = district[chosen], sex[chosen], year[chosen]
    new_year = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64)
    length = (year - 1970 + 1).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) - new_year
    born = new_year + (rng.random(len(year)) * length).astype(np.int64)
    came = np.maximum(born, first)
    rounds: list[Stay] = []
    while len(born):
        left = leaving.first_day(rng, born, came)
        rounds.append(Stay(district, born, sex, came, left))
        followed = (left <= last) & (left - born < oldest_days)
        district, came = district[followed], left[followed]
        born = born[followed] + rng.integers(-_BIRTH_DATES_APART, _BIRTH_DATES_APART, size=len(came))
        born = np.minimum(born, came)
        sex = np.where(rng.random(len(came)) < girl_share, GIRL, BOY)
    return Stay.join(rounds)

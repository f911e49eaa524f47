"""P3, P4, P7: a measurement held against the same child's others.

The others are averaged with weights that fall with the distance in age (its power -1.5). Of one child, the
value that is farthest out is taken away first and the rest looked at again, so that one wrong value does
not take the right ones beside it along.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from folkekommune.ingest.quality.review_declaration import Course
from folkekommune.ingest.review.outcome import Rows
from folkekommune.ingest.review.visits import Bools, Floats, Ints, Visits

_POWER = -1.5
_ROUNDS = 8
_DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class Values:
    """The values of one item, by person and age: who, when, what, and its z-score."""

    rows: Rows
    person: Ints
    age: Ints
    value: Floats
    score: Floats

    def take(self, rows: Rows) -> Values:
        """Give some of the values."""
        return Values(self.rows[rows], self.person[rows], self.age[rows], self.value[rows], self.score[rows])


def values_of(visits: Visits, item: str, scores: Floats) -> Values:
    """Give the values of an item that have a score."""
    rows = np.flatnonzero(np.isfinite(scores))
    return Values(rows, visits.person[rows], visits.age[rows], visits.items[item][rows], scores[rows])


def distances(values: Values, kept: Bools) -> Floats:
    """Give how far each value is from the weighted mean of the child's other kept values; NaN without any."""
    size = len(values.person)
    weights, sums = np.zeros(size), np.zeros(size)
    for step in range(1, size):
        same = values.person[step:] == values.person[:-step]
        if not same.any():
            break
        early = np.flatnonzero(same)
        late = early + step
        weight = np.maximum(values.age[late] - values.age[early], 1).astype(np.float64) ** _POWER
        for one, other in ((early, late), (late, early)):
            counted = weight * kept[other]
            # Each row stands once in ``one``, so that plain indexing adds up.
            weights[one] += counted
            sums[one] += counted * values.score[other]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.abs(values.score - sums / np.where(weights > 0, weights, np.nan))


def find_strange(values: Values, beyond: float) -> Bools:
    """Find values too far from the child's others, the farthest of each child first."""
    kept = np.ones(len(values.person), dtype=np.bool_)
    looked_at = np.arange(len(values.person))
    for _ in range(_ROUNDS):
        part = values.take(looked_at)
        distance = np.where(kept[looked_at], distances(part, kept[looked_at]), np.nan)
        suspects = np.flatnonzero(distance > beyond)
        if not len(suspects):
            break
        order = np.lexsort((-np.abs(part.score[suspects]), -distance[suspects], part.person[suspects]))
        persons, first = np.unique(part.person[suspects][order], return_index=True)
        kept[looked_at[suspects[order[first]]]] = False
        looked_at = looked_at[np.isin(part.person, persons)]
    return ~kept


def find_impossible(values: Values, kept: Bools, course: Course) -> tuple[Bools, Bools]:
    """Find values that fall, or grow, more than anyone does; of the two, the one farther from the others."""
    fallen, grown = np.zeros_like(kept), np.zeros_like(kept)
    left = kept.copy()
    for _ in range(_ROUNDS):
        rows = np.flatnonzero(left)
        same = values.person[rows[1:]] == values.person[rows[:-1]]
        early, late = rows[:-1][same], rows[1:][same]
        change = values.value[late] - values.value[early]
        falls = _falls(values, early, late, course=course, change=change)
        grows = _grows(values, early, late, course=course, change=change)
        pairs = np.flatnonzero(falls | grows)
        if not len(pairs):
            break
        distance = np.nan_to_num(distances(values, left))
        nearer = distance[early[pairs]] <= distance[late[pairs]]
        worse = np.where(nearer, late[pairs], early[pairs])
        fallen[worse[falls[pairs]]] = True
        grown[worse[~falls[pairs]]] = True
        left[worse] = False
    return fallen, grown


def _falls(values: Values, early: Rows, late: Rows, *, course: Course, change: Floats) -> Bools:
    if course.most_fall is None:
        return np.zeros(len(change), dtype=np.bool_)
    between = (values.age[early] < course.free_at_days) & (values.age[late] >= course.free_at_days)
    falls: Bools = -change > course.most_fall + course.free_fall * between
    return falls


def _grows(values: Values, early: Rows, late: Rows, *, course: Course, change: Floats) -> Bools:
    if course.most_growth is None:
        return np.zeros(len(change), dtype=np.bool_)
    # Within a month, an error of measuring would look like growth.
    months = np.maximum((values.age[late] - values.age[early]) / _DAYS_A_MONTH, 1.0)
    grows: Bools = (values.age[early] >= course.growth_from_days) & (change > course.most_growth * months)
    return grows

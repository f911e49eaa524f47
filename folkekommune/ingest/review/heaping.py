"""P13: whether births are as births are: boys and girls, months, and days of the month."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import chdtrc

from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review.outcome import Observation
from folkekommune.ingest.review.visits import Floats, Ints, Visits

_BOY, _GIRL = 1, 2
_MONTH_LENGTHS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_YEAR = float(_MONTH_LENGTHS.sum())


def describe_births(visits: Visits, limits: Threshold) -> Iterator[Observation]:
    """Hold sexes, months and first days of birth against what is expected of them."""
    persons, first = np.unique(visits.person, return_index=True)
    if not len(persons):
        return
    sex = visits.sex[first]
    born = (visits.day[first] - visits.age[first]).astype("datetime64[D]")
    months = born.astype("datetime64[M]")
    month = months.astype(np.int64) % len(_MONTH_LENGTHS)
    day = (born - months).astype(np.int64)
    boys, girls = int((sex == _BOY).sum()), int((sex == _GIRL).sum())
    firsts = int((day == 0).sum())
    twelfth = len(_MONTH_LENGTHS) / _YEAR
    yield _held(
        "sex", np.array([boys, girls]), shares=np.array([limits["boys"], 1 - limits["boys"]]), limits=limits
    )
    yield _held(
        "birth-month",
        np.bincount(month, minlength=len(_MONTH_LENGTHS)),
        shares=_MONTH_LENGTHS / _YEAR,
        limits=limits,
    )
    yield _held(
        "first-of-month",
        np.array([firsts, len(persons) - firsts]),
        shares=np.array([twelfth, 1 - twelfth]),
        limits=limits,
    )


def _held(group: str, counts: Ints, *, shares: Floats, limits: Threshold) -> Observation:
    """Hold counts against expected shares."""
    total = int(counts.sum())
    if not total:
        return Observation("P13", 0, group=group)
    expected = shares * total
    p = float(chdtrc(len(counts) - 1, float(((counts - expected) ** 2 / expected).sum())))
    largest = float(np.abs(counts / total / shares - 1).max())
    return Observation("P13", total, flagged=p < limits["p"], group=group, figure=round(100 * largest, 1))

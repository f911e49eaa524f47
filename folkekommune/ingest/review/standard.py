"""Z-scores: against growth standards, and against the draft's own people of that age and sex.

The own standard needs no outside table: at each occasion the values of one sex are put in bins by age, and
the median and the distances to the lower and upper tenth of each bin are read on straight lines between them.
They hardly move when one value in a hundred is wrong, and follow what is skewed, as weight is.
"""

from __future__ import annotations

import numpy as np

from folkekommune.ingest.quality.review_declaration import ScoreLimits
from folkekommune.ingest.review.visits import Floats, Ints, Visits
from folkekommune.statistics.growth import age_in_years, zscore
from folkekommune.statistics.who_growth import OLDEST_DAYS, Standard, who_zscore

_LEAST_IN_BIN = 100
_MOST_BINS = 8
_TENTH, _NINTH_TENTH = 0.1, 0.9
_DEVIATIONS_TO_TENTH = 1.2816
"""How many standard deviations of a normal distribution lie between its median and a tenth."""

_CENTIMETRES = 100.0
_WHO = {"who-weight": Standard.WEIGHT, "who-height": Standard.HEIGHT}


def own_scores(visits: Visits, values: Floats, *, logarithm: bool = False) -> Floats:
    """Give the z-score of each value among the draft's own; NaN where there are too few to compare with."""
    with np.errstate(divide="ignore", invalid="ignore"):
        given = np.log(values) if logarithm else values
    scores = np.full(len(values), np.nan)
    usable = np.isfinite(given)
    for sex in np.unique(visits.sex[visits.sex > 0]):
        rows = np.flatnonzero(usable & (visits.sex == sex))
        knots = _knots(visits.age[rows], given[rows], visits.occasion[rows])
        if len(knots):
            middle = np.interp(visits.age[rows], knots[:, 0], knots[:, 1])
            below, above = (np.interp(visits.age[rows], knots[:, 0], knots[:, at]) for at in (2, 3))
            distance = given[rows] - middle
            scores[rows] = distance / np.where(distance < 0, below, above)
    return scores


def standard_scores(visits: Visits, limits: ScoreLimits) -> Floats:
    """Give the z-scores of items against the standard that is declared for them."""
    values = [visits.items[item] for item in limits.items]
    if limits.standard == "own":
        return own_scores(visits, values[0])
    if limits.standard == "body-mass-index":
        weight, height = values
        index = weight / (height / _CENTIMETRES) ** 2
        young = who_zscore(Standard.BODY_MASS_INDEX, index, visits.age, sex=visits.sex)
        older = zscore(index, age_in_years(visits.age), sex=visits.sex)
        return np.where(visits.age <= OLDEST_DAYS, young, older)
    return who_zscore(_WHO[limits.standard], values[0], visits.age, sex=visits.sex)


def _knots(age: Ints, values: Floats, occasion: Ints) -> Floats:
    """Give age, median and spreads below and above it of bins of values, by rising age."""
    knots = []
    for one in np.unique(occasion):
        rows = np.flatnonzero(occasion == one)
        bins = min(len(rows) // _LEAST_IN_BIN, _MOST_BINS)
        if bins == 0:
            continue
        for part in np.array_split(rows[np.argsort(age[rows], kind="stable")], bins):
            low, middle, high = np.quantile(values[part], [_TENTH, 0.5, _NINTH_TENTH])
            below, above = (middle - low) / _DEVIATIONS_TO_TENTH, (high - middle) / _DEVIATIONS_TO_TENTH
            if min(below, above) > 0:
                knots.append((float(np.median(age[part])), middle, below, above))
    ordered = np.array(sorted(knots), dtype=np.float64).reshape(-1, 4)
    _, first = np.unique(ordered[:, 0], return_index=True)
    return ordered[first]

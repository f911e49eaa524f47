"""Which occasion each group of rows is: by what it is called, and by how old the children are."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from folkekommune.catalogue.model import Databank, Occasion
from folkekommune.ingest.suggesting.names import Vocabulary
from folkekommune.ingest.suggesting.survey import Survey

_FEWEST = 5
_OUTSIDE = -8.0
_SPREADS = 8
"""A window is four standard deviations to each side."""
_BY_NAME = 4.0
_LEAST = 2.0
_MARGIN = 1.0


@dataclass(frozen=True)
class GroupOccasion:
    """The occasion of a group, and whether it is sure."""

    occasion: str
    sure: bool


def find_occasions(
    survey: Survey, databank: Databank, ages: dict[str, list[float | None]]
) -> dict[str, GroupOccasion]:
    """Find the occasion of each group; groups that are none are left out."""
    occasions = databank.occasions
    names = Vocabulary({o.name: (o.name, o.title.nb, o.title.nn, o.title.en) for o in occasions})
    groups = list(survey.groups.values())
    if not groups or not occasions:
        return {}
    points = np.array(
        [
            [
                _BY_NAME
                * (
                    1.0
                    if occasion.name in {group.name, *group.texts}
                    else names.alike(group.texts, occasion.name)
                )
                + _by_age(ages.get(group.name, []), occasion)
                for occasion in occasions
            ]
            for group in groups
        ]
    )
    rows, columns = linear_sum_assignment(-points)
    found = {}
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        best = points[row, column]
        others = np.delete(points[row], column)
        margin = best - (others.max() if len(others) else 0.0)
        if best >= _LEAST:
            found[groups[row].name] = GroupOccasion(occasions[column].name, bool(margin >= _MARGIN))
    return found


def _by_age(ages: list[float | None], occasion: Occasion) -> float:
    """Tell how well the middle age fits when the occasion is due."""
    known = [age for age in ages if age is not None]
    if len(known) < _FEWEST:
        return 0.0
    middle = statistics.median(known)
    if not occasion.earliest_days <= middle <= occasion.latest_days:
        return _OUTSIDE
    spread = max(1.0, (occasion.latest_days - occasion.earliest_days) / _SPREADS)
    return float(5.0 - min(3.0, abs(middle - occasion.due_days) / spread))

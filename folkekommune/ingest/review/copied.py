"""P8: the same value as the time before, which is more often copied than measured."""

from __future__ import annotations

import numpy as np

from folkekommune.ingest.quality.review_declaration import Course
from folkekommune.ingest.quality.thresholds import Threshold
from folkekommune.ingest.review.outcome import Rows
from folkekommune.ingest.review.visits import Visits


def find_copied(visits: Visits, course: Course, limits: Threshold) -> tuple[Rows, Rows]:
    """Give the visits whose value could have been copied, and those of them where it is the same."""
    values = visits.items[course.item]
    rows = np.flatnonzero(np.isfinite(values))
    if course.copied_from_days is None or len(rows) == 0:
        return rows[:0], rows[:0]
    early, late = rows[:-1], rows[1:]
    asked = (
        (visits.person[early] == visits.person[late])
        & (visits.age[late] - visits.age[early] >= limits["days"])
        & (visits.age[late] >= course.copied_from_days)
        & (visits.age[late] < limits["until_days"])
    )
    return late[asked], late[asked & (values[early] == values[late])]

"""A measure with an expectation: whether what came is what was expected, once one can know.

The expectation is a change of the share in percentage points, written down before there are results. The
answer is read from the interval of the change that came, as the one verdict judged it (:attr:`Verdict.gap`).
"""

from __future__ import annotations

from enum import Enum

from folkekommune.statistics.differences import Compared


class Outcome(Enum):
    """What can be said of an expectation."""

    AS_EXPECTED = "as-expected"
    NOT_AS_EXPECTED = "not-as-expected"
    TOO_EARLY = "too-early"


def outcome_of(change: Compared | None, expected: float) -> Outcome:
    """Hold a change against the expected one.

    It came as expected when the change is surely in the expected direction, and may be as large as expected
    or larger. It did not when so large a change is ruled out. Where both no change and the expected one are
    still possible, it is too early to say; so it is where there is no change to look at.

    :param change: with its interval, :param expected: not nought, both in percentage points.
    """
    if change is None:
        return Outcome.TOO_EARLY
    sign = 1 if expected > 0 else -1
    limits = sorted((sign * change.limits.lower, sign * change.limits.upper))
    if limits[1] < abs(expected):
        return Outcome.NOT_AS_EXPECTED
    return Outcome.AS_EXPECTED if limits[0] > 0 else Outcome.TOO_EARLY

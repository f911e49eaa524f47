"""A measure is answered by the interval of the change: as expected, not as expected, or too early to say."""

import pytest

from folkekommune.indicators.expectation import Outcome, outcome_of
from folkekommune.statistics.differences import Compared
from folkekommune.statistics.intervals import Interval


@pytest.mark.parametrize(
    ("lower", "upper", "expected", "outcome"),
    [
        (1.5, 6.5, 4.0, Outcome.AS_EXPECTED),
        (5.0, 9.0, 4.0, Outcome.AS_EXPECTED),  # more than expected
        (-1.0, 3.0, 4.0, Outcome.NOT_AS_EXPECTED),
        (0.5, 3.0, 4.0, Outcome.NOT_AS_EXPECTED),  # surely up, and surely not so much
        (-1.0, 5.0, 4.0, Outcome.TOO_EARLY),
        (0.0, 5.0, 4.0, Outcome.TOO_EARLY),  # nought is not left out
        (-6.5, -1.5, 4.0, Outcome.NOT_AS_EXPECTED),
        (-6.5, -1.5, -4.0, Outcome.AS_EXPECTED),
        (-3.0, 1.0, -4.0, Outcome.NOT_AS_EXPECTED),
        (-5.0, 1.0, -4.0, Outcome.TOO_EARLY),
    ],
)
def test_the_interval_answers(lower: float, upper: float, expected: float, outcome: Outcome) -> None:
    change = Compared((lower + upper) / 2, Interval(lower, upper, 0.95))
    assert outcome_of(change, expected) is outcome


def test_without_a_change_it_is_too_early() -> None:
    assert outcome_of(None, 4.0) is Outcome.TOO_EARLY

"""What a verification says of bias and of intervals, by hand."""

from __future__ import annotations

import pytest

from folkekommune.bench.verification import Verification, Verified
from folkekommune.bench.verification_page import as_text


def verified(true: float, raw: float, checked: float, *, chance: float = 0.1, **more) -> Verified:
    """Make an indicator of which this much is known."""
    known = {"published": 0.2, "inside": {}} | more
    return Verified("amming", "percent", true=true, raw=raw, checked=checked, monte_carlo=chance, **known)


def test_bias_is_the_distance_to_the_truth():
    found = verified(50.0, 54.0, 49.5)
    assert (found.raw_bias, found.bias) == (4.0, -0.5)


@pytest.mark.parametrize(
    ("raw", "checked", "removed"),
    # Of four points half a one is left; a raw bias within three errors of 0.1 is not judged.
    [(54.0, 49.5, 0.875), (54.0, 50.2, 0.95), (54.0, 54.0, 0.0), (50.2, 50.0, None), (50.4, 50.0, 1.0)],
)
def test_what_is_removed_is_judged_beyond_three_errors(raw, checked, removed):
    found = verified(50.0, raw, checked).removed
    assert found is None if removed is None else found == pytest.approx(removed)


def test_coverage_adds_up_over_indicators_and_by_years():
    first = verified(50.0, 50.0, 50.0, inside={1: (9, 10), 3: (1, 1)})
    second = verified(50.0, 50.0, 50.0, inside={1: (10, 10)})
    found = Verification((first, second), ())
    assert (found.coverage(1), found.coverage(3), found.coverage(5)) == ((19, 20), (1, 1), (0, 0))
    written = as_text(found, "en")
    assert "1 year(s): 19 of 20 (95.0 %)" in written
    assert "5 year(s)" not in written


def test_what_is_missing_because_of_its_value_is_marked():
    found = Verification((verified(50.0, 54.0, 52.0, by_value=True),), ())
    assert "| amming * | 50.00 | 54.00 | 52.00 | 4.00 | 2.00 | 50 % | 0.20 |" in as_text(found, "en")
    assert "No check can remove that bias" in as_text(found, "en")
    assert "50,00" in as_text(found, "nb")

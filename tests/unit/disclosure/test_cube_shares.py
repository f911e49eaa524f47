"""Shares of cubes: what each audience may see of the same two protected counts."""

from __future__ import annotations

import pytest

from folkekommune.disclosure.cube_places import CubePlace
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import ShareCell, Sign
from folkekommune.disclosure.shares import Audience, CubeCount, share_cell

POLICY = load_policy()
PLACE = CubePlace("460101", 2024, 1.0, ())


def cell(
    cases: int, rest: int, audience: Audience, *, sensitive: bool = False, true: int | None = None
) -> ShareCell:
    """Make a cell of these protected counts; ``true`` is the true number of cases."""
    counts = (
        CubeCount(People(cases if true is None else true, 1), cases, ()),
        CubeCount(People(rest, 2), rest, ()),
    )
    return share_cell(POLICY, PLACE, counts, who=("4601", audience, sensitive))


def test_a_share_with_both_intervals() -> None:
    """16 of 80 with V = 3: 20 %, and the limits that solve the quadratic of section 5."""
    found = cell(16, 64, Audience.PUBLIC)
    assert (found.numerator.text, found.complement.text, found.share.text) == ("16", "64", "20")
    assert found.sex == "1"
    for limits, z in ((found.limits95, 1.959964), (found.limits998, 3.090232)):
        assert limits is not None
        for p in limits:
            variance = p * (1 - p) / 80 + 3 * ((1 - p) ** 2 + p**2) / 80**2
            assert (0.2 - p) ** 2 == pytest.approx(z**2 * variance, rel=1e-6)
    assert (found.share.lower, found.share.upper) == tuple(f"{100 * limit:.1f}" for limit in found.limits95)


@pytest.mark.parametrize(
    ("cases", "rest", "municipality", "public"),
    [(10, 9, False, False), (10, 10, True, False), (20, 29, True, False), (20, 30, True, True)],
)
def test_the_smallest_denominator_of_each_audience(cases, rest, municipality, public) -> None:
    shown = [cell(cases, rest, audience).share.text is not None for audience in Audience]
    assert shown == [municipality, public]


def test_where_the_public_sees_no_share_it_sees_no_counts_either() -> None:
    found = cell(20, 29, Audience.PUBLIC)
    assert (found.numerator.sign, found.complement.sign, found.share.sign) == (Sign.HIDDEN,) * 3
    assert (found.limits95, found.limits998) == (None, None)
    own = cell(20, 29, Audience.MUNICIPALITY)
    assert (own.numerator.text, own.complement.text) == ("20", "29")


def test_a_count_in_the_band_hides_the_share() -> None:
    for cases, rest in ((4, 96), (96, 4)):
        for audience in Audience:
            found = cell(cases, rest, audience)
            assert found.share.sign is Sign.HIDDEN
            assert Sign.BAND in {found.numerator.sign, found.complement.sign}


def test_a_true_count_of_one_or_two_is_never_shown() -> None:
    """Noise made 2 into 6; the table of cubes does that one time in ten."""
    found = cell(6, 94, Audience.MUNICIPALITY, true=2)
    assert (found.numerator.sign, found.share.sign) == (Sign.BAND, Sign.HIDDEN)


def test_a_sensitive_topic_has_a_wider_band_for_the_public() -> None:
    """7 is hidden, and not said to be 0-4; 8 is shown; the municipality sees both."""
    hidden, shown = (cell(cases, 93, Audience.PUBLIC, sensitive=True) for cases in (7, 8))
    assert (hidden.numerator.sign, hidden.share.sign) == (Sign.HIDDEN, Sign.HIDDEN)
    assert cell(4, 93, Audience.PUBLIC, sensitive=True).numerator.sign is Sign.BAND
    assert (shown.numerator.text, shown.share.text) == ("8", "8")
    assert cell(7, 93, Audience.MUNICIPALITY, sensitive=True).numerator.text == "7"
    assert cell(7, 93, Audience.PUBLIC).numerator.text == "7"


def test_from_a_thousand_persons_on_one_decimal() -> None:
    assert cell(333, 667, Audience.PUBLIC).share.text == "33.3"
    assert cell(333, 666, Audience.PUBLIC).share.text == "33"

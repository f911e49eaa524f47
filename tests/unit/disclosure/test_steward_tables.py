"""Counts for a municipality's own steward leave in bands."""

from __future__ import annotations

import pytest

from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import NotSealedError, Protection, SafeDimension, SafeLabel, SafeTable
from folkekommune.disclosure.steward_tables import Count, Figure, Share, protect_steward_table

POLICY = load_policy()
PLACES = SafeDimension("site", tuple(SafeLabel(name, name, name, name) for name in ("A", "B")))


def protect(raw):
    table = protect_steward_table([PLACES], ["x"], [((0,), (raw,))], policy=POLICY)
    value = table.cells[0].value("x")
    return value.text if value.text is not None else value.sign.value


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (0, "0-4"),
        (1, "0-4"),
        (4, "0-4"),
        (5, "5"),
        (7, "5"),
        (8, "10"),
        (12, "10"),
        (13, "15"),
        (1003, "1005"),
    ],
)
def test_a_count_is_a_band_or_a_multiple_of_five(number, written):
    assert protect(Count(number)) == written


def test_neighbouring_counts_cannot_be_told_apart():
    """One child more or less is seen only where rounding changes, whatever it is that changed."""
    written = [protect(Count(number)) for number in range(200)]
    assert max(written.count(text) for text in written) == 5
    assert len(set(written)) == 41


@pytest.mark.parametrize(
    ("number", "of", "written"),
    [(19, 19, ":"), (18, 20, "100"), (2, 100, "0"), (98, 100, "100"), (50, 100, "50"), (1, 3000, "0")],
)
def test_a_share_is_made_from_rounded_counts(number, of, written):
    assert protect(Share(number, of)) == written


def test_a_figure_needs_people_behind_it():
    assert protect(Figure(1.234, 19, 2)) == ":"
    assert protect(Figure(1.234, 20, 2)) == "1.23"
    assert protect(Figure(None, 500, 2)) == "."
    assert protect(None) == ".."


def test_the_table_says_how_it_was_protected():
    table = protect_steward_table([PLACES], ["x"], [((1,), (Count(3),))], policy=POLICY)
    assert table.protection.notes[0].code == "steward-bands"
    assert table.protection.policy == POLICY.label


def test_no_one_else_can_make_one():
    with pytest.raises(NotSealedError):
        SafeTable(Protection("p", 0.0), seal=None)

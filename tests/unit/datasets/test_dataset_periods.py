"""Periods of a unit that overlap, found by sorting, against comparing each with each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkekommune.catalogue.model import Temporality
from folkekommune.datasets.conversion import NO_DAY
from folkekommune.datasets.periods import apart_rows, check_days, go_together, key_of, units_of

DAYS = st.integers(-5, 12)
SPELL = st.tuples(st.integers(0, 3), DAYS, st.one_of(st.none(), st.integers(0, 6)))


def columns(spells):
    units = np.array([unit for unit, _, _ in spells], dtype=np.int64)
    start = np.array([first for _, first, _ in spells], dtype=np.int32)
    stop = np.array(
        [NO_DAY if length is None else first + length for _, first, length in spells], dtype=np.int32
    )
    return units, start, stop


def sorted_key(units, days):
    return np.sort(key_of(units, days))


def overlapping_pairs(units, start, stop) -> bool:
    """Say the meaning: two periods of one unit that share a day."""
    return any(
        units[a] == units[b] and start[a] <= stop[b] and start[b] <= stop[a]
        for a in range(len(units))
        for b in range(a)
    )


@given(st.lists(SPELL, max_size=12))
def test_sorting_finds_an_overlap_exactly_when_two_periods_share_a_day(spells):
    units, start, stop = columns(spells)
    together = go_together(Temporality.EVENT, sorted_key(units, start), sorted_key(units, stop))
    assert together != overlapping_pairs(units, start, stop)
    [(rule, rows)] = apart_rows(Temporality.EVENT, units, start, stop)
    assert rule == "overlap"
    assert bool(len(rows)) != together


@pytest.mark.parametrize(
    ("temporality", "rule", "rows"),
    [(Temporality.FIXED, "unit-twice", [2]), (Temporality.STATUS, "unit-twice-on-day", [3])],
)
def test_the_second_row_is_the_one_that_is_told(temporality, rule, rows):
    units = np.array([7, 8, 7, 8], dtype=np.int64)
    fixed = temporality is Temporality.FIXED
    start = np.full(4, NO_DAY, dtype=np.int32) if fixed else np.array([1, 5, 2, 5], dtype=np.int32)
    if fixed:
        units[3] = 9
    found = apart_rows(temporality, units, start, start)
    assert [(name, places.tolist()) for name, places in found] == [(rule, rows)]


def test_a_key_holds_unit_and_day_over_the_whole_range():
    """The largest identity number, and the first and last day that can be stored."""
    units = np.array([99_999_999_999, 99_999_999_999, 99_999_999_998, 0], dtype=np.int64)
    days = np.array([-32_768, NO_DAY, 32_767, -1], dtype=np.int32)
    keys = key_of(units, days)
    assert np.argsort(keys).tolist() == [3, 2, 0, 1]
    assert units_of(np.sort(keys)).tolist() == [0, 99_999_999_998, 99_999_999_999]


@pytest.mark.parametrize(
    ("temporality", "start", "stop", "expected"),
    [
        (Temporality.FIXED, 3, NO_DAY, "start-not-empty"),
        (Temporality.FIXED, NO_DAY, 3, None),
        (Temporality.STATUS, 3, 3, None),
        (Temporality.STATUS, 3, 4, "start-is-not-stop"),
        (Temporality.STATUS, 3, NO_DAY, "day-missing"),
        (Temporality.ACCUMULATED, 3, 4, None),
        (Temporality.ACCUMULATED, 3, 3, "stop-not-later"),
        (Temporality.ACCUMULATED, 3, NO_DAY, "day-missing"),
        (Temporality.EVENT, 3, 3, None),
        (Temporality.EVENT, 3, NO_DAY, None),
        (Temporality.EVENT, 3, 2, "stop-before-start"),
        (Temporality.EVENT, NO_DAY, 2, "day-missing"),
    ],
)
def test_the_days_of_one_row(temporality, start, stop, expected):
    found = check_days(temporality, np.array([start], dtype=np.int32), np.array([stop], dtype=np.int32))
    assert [rule for rule, _ in found] == ([expected] if expected else [])

"""The rule of each chart: where marks stand is public, and what they say is protected."""

from __future__ import annotations

import pytest

from folkekommune.catalogue.model import Texts
from folkekommune.disclosure.charts import (
    area_map,
    bin_edges,
    chart_result,
    hexagons,
    histogram,
    safe_axis,
    time_series,
    under_names,
)
from folkekommune.disclosure.conditions import CellConditions
from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import Chart, SafeChart, SafeMark, SafeValue, Sign, to_plain
from folkekommune.disclosure.values import HIDDEN
from folkekommune.query.outputs import Axis, Category

POLICY = load_policy()
AXIS = Axis("bar", "x", Texts("X", "X", "X"), (Category(1.0, Texts("én", "éin", "one")),))


def counted(count: int) -> ProtectedCount:
    nobody = CellConditions(frozenset(), ())
    return ProtectedCount(nobody, People(count, 1), (), count, 2.0, nearly_all=False, banded=count < 5)


def heights_of(marks: tuple[SafeMark, ...]) -> list[tuple[tuple[str, ...], str]]:
    """Give where each mark stands, and its one value or sign."""
    return [(mark.place, mark.values[0][1].text or mark.values[0][1].sign.value) for mark in marks]


def test_bins_are_equal_public_and_few() -> None:
    """Of 90 persons at most nine bins, however many are asked for."""
    assert bin_edges((0.0, 10.0), 4, 100) == (0.0, 2.5, 5.0, 7.5, 10.0)
    assert len(bin_edges((0.0, 10.0), 50, 90)) == 10
    assert bin_edges((0.0, 10.0), 50, 0) == (0.0, 10.0)


def test_the_end_bins_of_a_histogram_are_merged() -> None:
    """3 + 6 = 9 is still too few, so the third joins; at the other end 12 stands alone."""
    found = histogram((0, 1, 2, 3, 4, 5, 6), [counted(n) for n in (3, 6, 20, 4, 30, 12)], POLICY)
    assert heights_of(found) == [(("0", "3.00000"), "29"), (("3.00000", "4.00000"), "0-4"),
                            (("4.00000", "5.00000"), "30"), (("5.00000", "6.00000"), "12")]  # fmt: skip


def test_the_upper_end_is_merged_downwards() -> None:
    found = histogram((0, 1, 2, 3), [counted(40), counted(8), counted(2)], POLICY)
    assert heights_of(found) == [(("0", "1.00000"), "40"), (("1.00000", "3.00000"), "10")]


def test_a_histogram_of_few_shows_nothing() -> None:
    found = histogram((0, 1, 2), [counted(4), counted(5)], POLICY)
    assert heights_of(found) == [(("0", "2.00000"), ":")]


def test_a_hexagon_of_few_is_not_drawn() -> None:
    centres = ((0.0, 0.0), (5.0, 0.0), (10.0, 0.0))
    found = hexagons(centres, [counted(4), counted(5), counted(60)], POLICY)
    assert heights_of(found) == [(("5.00000", "0"), "5"), (("10.0000", "0"), "60")]


PARENTS = {"460101": "4601", "460102": "4601", "460103": "4601", "463101": "4631"}


def values(*counts: int | None) -> dict[str, SafeValue]:
    return {area: HIDDEN if n is None else SafeValue(str(n)) for area, n in zip(PARENTS, counts, strict=True)}


def test_beside_a_hidden_area_the_smallest_of_its_parent_is_hidden() -> None:
    marks, wholes = area_map(values(None, 30, 20, 10), PARENTS)
    assert [value for _, value in heights_of(marks)] == [":", "30", ":", "10"]
    assert wholes == frozenset()


@pytest.mark.parametrize("counts", [(40, 30, 20, 10), (None, None, 20, 10), (None, None, None, 10)])
def test_where_none_or_several_are_hidden_nothing_is_added(counts) -> None:
    marks, wholes = area_map(values(*counts), PARENTS)
    assert [value for _, value in heights_of(marks)] == [":" if n is None else str(n) for n in counts]
    assert wholes == frozenset()


def test_the_parent_of_an_only_area_is_hidden_with_it() -> None:
    _, wholes = area_map(values(40, 30, 20, None), PARENTS)
    assert wholes == {"4631"}


@pytest.mark.parametrize(
    ("hidden", "in_band", "whole"), [(0, 0, False), (2, 0, False), (3, 0, True), (0, 5, False), (0, 6, True)]
)
def test_when_a_whole_series_is_hidden(hidden, in_band, whole) -> None:
    """Of ten points at most two hidden, and at most five on counts in the band."""
    points = [(str(2010 + n), HIDDEN if n < hidden else SafeValue("7")) for n in range(10)]
    found = heights_of(time_series(points, in_band, POLICY))
    assert (found[-1][1] == ":") == whole
    assert [period for (period,), _ in found] == [period for period, _ in points]


@pytest.mark.parametrize(
    ("shown", "heights"),
    [
        ("freq", ["125", "875"]),
        ("percent", ["12.5", "87.5"]),
        ("fraction", ["0.125", "0.875"]),
        ("density", ["0.0625", "0.438"]),
    ],
)
def test_heights_are_shares_of_the_protected_counts_together(shown, heights) -> None:
    """Two bins of width 2: of 1000 persons one decimal in percent, three digits of a density."""
    found = histogram((0, 2, 4), [counted(125), counted(875)], POLICY, shown=shown)
    assert [height for _, height in heights_of(found)] == heights


def test_shares_of_few_are_whole_percents() -> None:
    found = histogram((0, 1, 2), [counted(100), counted(200)], POLICY, shown="percent")
    assert [height for _, height in heights_of(found)] == ["33", "67"]


@pytest.mark.parametrize("chart", Chart)
def test_a_chart_is_kept_and_read_back(chart) -> None:
    marks = (SafeMark(("0", "1"), (("count", SafeValue("12")),)), SafeMark(("1", "2"), (("count", HIDDEN),)))
    made = chart_result(
        chart,
        marks,
        policy=POLICY,
        axes=[safe_axis(AXIS)],
        wholes=marks[:1],
        measure="mean",
        style=("stack",),
    )
    assert restore(to_plain(made)) == made
    assert (made.protection.policy, made.protection.noise_sd) == (POLICY.label, 1.4)
    assert made.axes[0].categories[0].nn == "éin"
    assert made.marks[1].values[0][1].sign is Sign.HIDDEN


def test_a_chart_goes_under_the_names_of_whoever_asks_now() -> None:
    """What was found stays: a category that the question does not label is shown as its value."""
    marks = (SafeMark(("1",), (("freq", SafeValue("12")),)), SafeMark(("7",), (("freq", SafeValue("30")),)))
    made = chart_result(Chart.BARS, marks, policy=POLICY, axes=[safe_axis(AXIS, ("1", "7"))])
    later = Axis("bar", "y", Texts("Y", "Y", "Y"), (Category(1.0, Texts("ja", "ja", "yes")),))
    found = under_names(made, [later], ("horizontal",))
    assert isinstance(found, SafeChart)
    assert [label.en for label in found.axes[0].categories] == ["yes", "7"]
    assert (found.axes[0].name.value, found.style, found.marks) == ("y", ("horizontal",), marks)

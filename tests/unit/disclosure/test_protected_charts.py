"""The rule of each chart: where marks stand is public, and what they say is protected."""

from __future__ import annotations

import pytest

from folkekommune.disclosure.charts import (
    area_map,
    bin_edges,
    box_plot,
    chart_result,
    flows,
    hexagon_grid,
    hexagons,
    histogram,
    time_series,
)
from folkekommune.disclosure.conditions import CellConditions
from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import Chart, SafeMark, SafeValue, Sign, to_plain
from folkekommune.disclosure.values import HIDDEN

POLICY = load_policy()


def counted(count: int) -> ProtectedCount:
    nobody = CellConditions(frozenset(), ())
    return ProtectedCount(nobody, People(count, 1), (), count, 2.0, nearly_all=False, banded=count < 5)


def shown(marks: tuple[SafeMark, ...]) -> list[tuple[tuple[str, ...], str]]:
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
    assert shown(found) == [(("0", "3.00000"), "29"), (("3.00000", "4.00000"), "0-4"),
                            (("4.00000", "5.00000"), "30"), (("5.00000", "6.00000"), "12")]  # fmt: skip


def test_the_upper_end_is_merged_downwards() -> None:
    found = histogram((0, 1, 2, 3), [counted(40), counted(8), counted(2)], POLICY)
    assert shown(found) == [(("0", "1.00000"), "40"), (("1.00000", "3.00000"), "10")]


def test_a_histogram_of_few_shows_nothing() -> None:
    found = histogram((0, 1, 2), [counted(4), counted(5)], POLICY)
    assert shown(found) == [(("0", "2.00000"), ":")]


def test_a_box_has_no_ends_beyond_its_whiskers() -> None:
    known = {p: SafeValue(f"{p}") for p in (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)}
    (box, other) = box_plot([("girls", known), ("boys", {0.5: SafeValue("3")})])
    assert [name for name, _ in box.values] == ["p5", "p25", "p50", "p75", "p95"]
    assert dict(box.values)["p5"].text == "0.05"
    assert dict(other.values) == {**dict.fromkeys(["p5", "p25", "p75", "p95"], HIDDEN), "p50": SafeValue("3")}


def test_a_hexagon_of_few_is_not_drawn() -> None:
    grid = hexagon_grid((0.0, 10.0), (0.0, 4.0), 2)
    assert grid == (
        (0.0, 0.0),
        (5.0, 0.0),
        (10.0, 0.0),
        (2.5, 2.0),
        (7.5, 2.0),
        (0.0, 4.0),
        (5.0, 4.0),
        (10.0, 4.0),
    )
    found = hexagons(grid[:3], [counted(4), counted(5), counted(60)], POLICY)
    assert shown(found) == [(("5.00000", "0"), "5"), (("10.0000", "0"), "60")]


PARENTS = {"460101": "4601", "460102": "4601", "460103": "4601", "463101": "4631"}


def values(*counts: int | None) -> dict[str, SafeValue]:
    return {area: HIDDEN if n is None else SafeValue(str(n)) for area, n in zip(PARENTS, counts, strict=True)}


def test_beside_a_hidden_area_the_smallest_of_its_parent_is_hidden() -> None:
    marks, wholes = area_map(values(None, 30, 20, 10), PARENTS)
    assert [value for _, value in shown(marks)] == [":", "30", ":", "10"]
    assert wholes == frozenset()


@pytest.mark.parametrize("counts", [(40, 30, 20, 10), (None, None, 20, 10), (None, None, None, 10)])
def test_where_none_or_several_are_hidden_nothing_is_added(counts) -> None:
    marks, wholes = area_map(values(*counts), PARENTS)
    assert [value for _, value in shown(marks)] == [":" if n is None else str(n) for n in counts]
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
    found = shown(time_series(points, in_band, POLICY))
    assert (found[-1][1] == ":") == whole
    assert [period for (period,), _ in found] == [period for period, _ in points]


def test_edges_and_nodes_of_a_flow_are_cells_of_their_own() -> None:
    """The node is not the sum of its edges: it has its own draw."""
    found = flows([("a", "b", counted(30)), ("a", "c", counted(3))], [("a", counted(36))])
    assert shown(found) == [(("a", "b"), "30"), (("a", "c"), "0-4"), (("a",), "36")]


@pytest.mark.parametrize("chart", Chart)
def test_a_chart_is_kept_and_read_back(chart) -> None:
    marks = (SafeMark(("0", "1"), (("count", SafeValue("12")),)), SafeMark(("1", "2"), (("count", HIDDEN),)))
    made = chart_result(chart, marks, variance=2.0, policy=POLICY)
    assert restore(to_plain(made)) == made
    assert (made.protection.policy, made.protection.noise_sd) == (POLICY.label, 1.4)
    assert made.marks[1].values[0][1].sign is Sign.HIDDEN

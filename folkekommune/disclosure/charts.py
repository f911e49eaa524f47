"""Charts as protected marks: histogram, box plot, hexagons, map, time series and flows.

Every mark is a cell with a count that was protected like any other. Where marks stand is public: edges come
from the public limits of a variable, areas and periods from the catalogue.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import _SEAL, Chart, Note, Protection, SafeChart, SafeMark, SafeValue
from folkekommune.disclosure.values import HIDDEN, significant

_DIGITS = 6
BOX = (0.05, 0.25, 0.50, 0.75, 0.95)
"""Whiskers, quartiles and median of a box plot. There are no points beyond the whiskers."""


def bin_edges(limits: tuple[float, float], wanted: int, count: int) -> tuple[float, ...]:
    """Give the edges of bins of equal width within public limits.

    :param count: protected number of values; there are at most as many bins as its square root.
    """
    low, high = limits
    bins = max(1, min(wanted, math.isqrt(max(count, 1))))
    return tuple(low + (high - low) * place / bins for place in range(bins + 1))


def histogram(
    edges: Sequence[float], counts: Sequence[ProtectedCount], policy: Policy
) -> tuple[SafeMark, ...]:
    """Give the bins of a histogram; those at the ends are merged until they hold enough persons."""
    bins = [
        (low, high, count.count, count.shown)
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]
    for end, beside in ((0, 1), (-1, -2)):
        while len(bins) > 1 and bins[end][2] < policy.charts.bin:
            first, second = sorted((bins[end], bins[beside]))
            total = first[2] + second[2]
            merged = (first[0], second[1], total, SafeValue(str(total)))
            bins[min(end, beside) : max(end, beside) + 1 or None] = [merged]
    few = len(bins) == 1 and bins[0][2] < policy.charts.bin
    return tuple(
        SafeMark((_written(low), _written(high)), (("count", HIDDEN if few else shown),))
        for low, high, _, shown in bins
    )


def box_plot(groups: Sequence[tuple[str, Mapping[float, SafeValue]]]) -> tuple[SafeMark, ...]:
    """Give the boxes of groups from their protected percentiles; one that is not shown is left out."""
    return tuple(
        SafeMark((name,), tuple((f"p{100 * p:.0f}", percentiles.get(p, HIDDEN)) for p in BOX))
        for name, percentiles in groups
    )


def hexagons(
    centres: Sequence[tuple[float, float]], counts: Sequence[ProtectedCount], policy: Policy
) -> tuple[SafeMark, ...]:
    """Give the hexagons of a scatter plot that hold enough persons; the others are not drawn.

    :param centres: from public limits, never from data.
    """
    return tuple(
        SafeMark((_written(x), _written(y)), (("count", count.shown),))
        for (x, y), count in zip(centres, counts, strict=True)
        if not count.banded and count.count >= policy.charts.hexagon
    )


def hexagon_grid(
    across: tuple[float, float], upwards: tuple[float, float], columns: int
) -> tuple[tuple[float, float], ...]:
    """Give the centres of hexagons that cover public limits, row by row; every other row is moved half."""
    width, height = (across[1] - across[0]) / columns, (upwards[1] - upwards[0]) / columns
    return tuple(
        (across[0] + width * (column + (0.5 if row % 2 else 0.0)), upwards[0] + height * row)
        for row in range(columns + 1)
        for column in range(columns + 1 - row % 2)
    )


def area_map(
    areas: Mapping[str, SafeValue], parents: Mapping[str, str]
) -> tuple[tuple[SafeMark, ...], frozenset[str]]:
    """Give the areas of a map, and the parents that must be hidden with them.

    A single hidden area of a parent would be the rest of it, so the smallest next one is hidden too; a
    parent of which there is no other area is hidden itself.
    """
    hidden = {area for area, value in areas.items() if value.text is None}
    wholes = set()
    for parent in dict.fromkeys(parents.values()):
        within = [area for area in areas if parents.get(area) == parent]
        if sum(area in hidden for area in within) == 1:
            left = [area for area in within if area not in hidden]
            if left:
                hidden.add(min(left, key=lambda area: (float(areas[area].text or 0), area)))
            else:
                wholes.add(parent)
    return tuple(
        SafeMark((area,), (("value", HIDDEN if area in hidden and value.text is not None else value),))
        for area, value in areas.items()
    ), frozenset(wholes)


def time_series(
    points: Sequence[tuple[str, SafeValue]], in_band: int, policy: Policy
) -> tuple[SafeMark, ...]:
    """Give a series of periods, or none of its values where too many of them say little (FHI).

    :param in_band: how many points rest on a count in the band.
    """
    hidden = sum(value.text is None for _, value in points)
    limits = policy.charts
    whole = in_band > limits.series_band_share * len(points) or hidden > limits.series_hidden_share * len(
        points
    )
    return tuple(SafeMark((period,), (("value", HIDDEN if whole else value),)) for period, value in points)


def flows(
    edges: Sequence[tuple[str, str, ProtectedCount]], nodes: Sequence[tuple[str, ProtectedCount]]
) -> tuple[SafeMark, ...]:
    """Give the edges of a flow chart as cells, and the totals of its nodes, protected for themselves."""
    return (
        *(SafeMark((start, end), (("count", count.shown),)) for start, end, count in edges),
        *(SafeMark((name,), (("count", count.shown),)) for name, count in nodes),
    )


def chart_result(chart: Chart, marks: Sequence[SafeMark], *, variance: float, policy: Policy) -> SafeChart:
    """Close a chart.

    :param variance: of the noise on a count.
    """
    notes = (Note("chart.marks"),)
    return SafeChart(
        Protection(policy.label, round(variance**0.5, 1), notes), _SEAL, chart=chart, marks=tuple(marks)
    )


def _written(edge: float) -> str:
    return significant(edge, _DIGITS)

"""Charts as protected marks: histograms, boxes, hexagons, lines and maps; how they are closed.

Every mark is a cell with a count that was protected like any other. Where marks stand is public: edges come
from the public limits of a variable, areas and periods from the catalogue.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from folkekommune.disclosure.counts import ProtectedCount
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import (
    _SEAL,
    Chart,
    Note,
    Protection,
    SafeAxis,
    SafeChart,
    SafeLabel,
    SafeMark,
    SafeResult,
    SafeValue,
)
from folkekommune.disclosure.row_evidence import OF_ROWS
from folkekommune.disclosure.values import HIDDEN, significant
from folkekommune.query.outputs import Axis

_DIGITS = 6
_ONE_DECIMAL_FROM = 1000


def most_bins(count: int) -> int:
    """Give how many bins a histogram of so many values (a protected count) has at most: its square root."""
    return max(1, math.isqrt(max(count, 1)))


def bin_edges(limits: tuple[float, float], wanted: int, count: int) -> tuple[float, ...]:
    """Give the edges of bins of equal width within public limits.

    :param count: protected number of values; there are at most as many bins as its square root.
    """
    low, high = limits
    bins = max(1, min(wanted, most_bins(count)))
    return tuple(low + (high - low) * place / bins for place in range(bins + 1))


def histogram(
    edges: Sequence[float],
    counts: Sequence[ProtectedCount],
    policy: Policy,
    *,
    shown: str = "freq",
    rows_each: int = 0,
) -> tuple[SafeMark, ...]:
    """Give the bins of a histogram; those at the ends are merged until they hold enough persons.

    Shares are of the protected counts of all bins together, so that they add up.

    :param shown: ``freq``, ``percent``, ``fraction`` or ``density``.
    :param rows_each: where a person may have several rows, how many of them count in full; else 0.
    """
    least = policy.charts.bin * max(rows_each, 1)
    bins = [
        (low, high, count.count, count.shown)
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]
    for end, beside in ((0, 1), (-1, -2)):
        while len(bins) > 1 and bins[end][2] < least:
            first, second = sorted((bins[end], bins[beside]))
            total = first[2] + second[2]
            merged = (first[0], second[1], total, SafeValue(str(total)))
            bins[min(end, beside) : max(end, beside) + 1 or None] = [merged]
    few = len(bins) == 1 and bins[0][2] < least
    whole = sum(count for _, _, count, value in bins if value.text is not None)
    return tuple(
        SafeMark(
            (_written(low), _written(high)),
            ((shown, HIDDEN if few else _height(value, whole, high - low, shown)),),
        )
        for low, high, _, value in bins
    )


def _height(count: SafeValue, whole: int, width: float, shown: str) -> SafeValue:
    if count.text is None or shown == "freq":
        return count
    digits = 1 if whole >= _ONE_DECIMAL_FROM else 0
    percent = round(100 * int(count.text) / whole, digits)
    match shown:
        case "percent":
            return replace(count, text=f"{percent:.{digits}f}")
        case "fraction":
            return replace(count, text=f"{percent / 100:.{digits + 2}f}")
    return replace(count, text=significant(percent / 100 / width, 3))


def hexagons(
    centres: Sequence[tuple[float, float]],
    counts: Sequence[ProtectedCount],
    policy: Policy,
    *,
    rows_each: int = 0,
) -> tuple[SafeMark, ...]:
    """Give the hexagons of a scatter plot that hold enough persons; the others are not drawn.

    :param centres: from public limits, never from data.
    :param rows_each: where a person may have several rows, how many of them count in full; else 0.
    """
    least = policy.charts.hexagon * max(rows_each, 1)
    return tuple(
        SafeMark((_written(x), _written(y)), (("freq", count.shown),))
        for (x, y), count in zip(centres, counts, strict=True)
        if not count.banded and count.count >= least
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


def chart_result(
    chart: Chart,
    marks: Sequence[SafeMark],
    *,
    policy: Policy,
    axes: Sequence[SafeAxis] = (),
    wholes: Sequence[SafeMark] = (),
    measure: str = "freq",
    style: tuple[str, ...] = (),
    notes: Sequence[Note] = (),
) -> SafeChart:
    """Close a chart. The noise that is told is that of a count of free-form queries.

    :param wholes: what marks are parts of, :param style: how it is to be drawn.
    """
    # A count of rows has as much noise as so many persons' rows may make a difference.
    each = max((int(dict(note.parameters)["most"]) for note in notes if note.code == OF_ROWS), default=1)
    spread = round(each * policy.noise.research_total**0.5, 1)
    return SafeChart(
        Protection(policy.label, spread, (Note("chart.marks"), *notes)),
        _SEAL,
        chart=chart,
        measure=measure,
        axes=tuple(axes),
        marks=tuple(marks),
        wholes=tuple(wholes),
        style=style,
    )


def safe_axis(axis: Axis, values: Sequence[float | str] | None = None) -> SafeAxis:
    """Make an axis as the question names it, with the categories of these values, else all of its own."""
    labels = {
        written_value(c.value): SafeLabel(written_value(c.value), c.label.nb, c.label.nn, c.label.en)
        for c in axis.categories or ()
    }
    shown = list(labels) if values is None else [written_value(value) for value in values]
    title = axis.title
    return SafeAxis(
        axis.role,
        SafeLabel(axis.column, title.nb, title.nn, title.en),
        tuple(labels.get(value, SafeLabel(value, value, value, value)) for value in shown),
    )


def under_names(result: SafeResult, axes: Sequence[Axis], style: tuple[str, ...] = ()) -> SafeResult:
    """Put a chart under the names, labels and style of whoever asks now."""
    if not isinstance(result, SafeChart):
        return result
    named = [
        safe_axis(now, [label.value for label in old.categories])
        for old, now in zip(result.axes, axes, strict=True)
    ]
    return replace(result, seal=_SEAL, axes=tuple(named), style=style)


def written_value(value: float | str) -> str:
    """Write the value of a category, as a table does."""
    return value if isinstance(value, str) else f"{value:.10g}"


def _written(edge: float) -> str:
    return significant(edge, _DIGITS)

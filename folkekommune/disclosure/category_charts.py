"""Charts whose marks are the cells of protected tables: bars, pies, flows, lines and maps.

The same cell has the same value in a chart as in a table, because it is the table's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from folkekommune.disclosure.charts import area_map, chart_result, safe_axis, time_series, written_value
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import (
    Chart,
    Note,
    SafeAxis,
    SafeChart,
    SafeMark,
    SafeTable,
    SafeValue,
    Sign,
)
from folkekommune.query.outputs import CategoryChart, Drawing
from folkekommune.query.outputs.chart import KNOWN

_OF_TABLES = frozenset({"table.margins"})
"""What is told of tables and is not so of charts, which have no margins."""

_OF_BOXES = (Note("chart.boxes"),)

_PARENT_DIGITS = {4: 2, 6: 4}
"""Of the number of a municipality and of a district, the digits that name what it lies in."""


def category_chart(chart: CategoryChart, tables: Sequence[SafeTable], policy: Policy) -> SafeChart:
    """Close a chart of tables, in the order the chart asks for them."""
    wholes: list[SafeMark] = []
    if chart.drawing is Drawing.FLOW:
        axes, marks, wholes = _flow(chart, tables)
    elif chart.variables:
        axes = [safe_axis(axis) for axis in chart.drawn_axes[:1]] + _axes(chart, tables[0])
        marks = [
            replace(mark, place=(str(number), *mark.place[: len(chart.axes)]))
            for number, table in enumerate(tables)
            for mark in _cells(table, chart.shown)
            if mark.place[len(chart.axes) :] in {(), (written_value(KNOWN),)}
        ]
        axes[1:] = _union(chart, tables)
    else:
        axes, marks = _axes(chart, tables[0]), list(_cells(tables[0], chart.shown))
    if chart.drawing is Drawing.MAP:
        axes, marks = _all_areas(chart, marks)
    if chart.drawing is Drawing.LINES:
        marks = _lines(axes, marks, policy)
    notes = dict.fromkeys(n for table in tables for n in table.protection.notes if n.code not in _OF_TABLES)
    return chart_result(
        Chart(chart.drawing.value),
        marks,
        policy=policy,
        axes=axes,
        wholes=wholes,
        measure=chart.shown,
        style=chart.style,
        notes=(*_OF_BOXES, *notes) if chart.drawing is Drawing.BOXES else tuple(notes),
    )


def _axes(chart: CategoryChart, table: SafeTable) -> list[SafeAxis]:
    return [
        safe_axis(axis, [label.value for label in dimension.categories])
        for axis, dimension in zip(chart.axes, table.dimensions, strict=False)
    ]


def _union(chart: CategoryChart, tables: Sequence[SafeTable]) -> list[SafeAxis]:
    """Give the axes with every category that one of the tables shows."""
    found = []
    for place, axis in enumerate(chart.axes):
        values = dict.fromkeys(
            label.value for table in tables for label in table.dimensions[place].categories
        )
        found.append(safe_axis(axis, list(values)))
    return found


def _cells(table: SafeTable, shown: str) -> Iterator[SafeMark]:
    """Give the cells of a table without its margins."""
    change = _hundredth if shown in {"fraction", "density"} else None
    for cell in table.cells:
        if None not in cell.place:
            place = tuple(
                dimension.categories[index].value
                for dimension, index in zip(table.dimensions, cell.place, strict=True)
                if index is not None
            )
            if len(cell.values) > 1:
                yield SafeMark(place, cell.values)
            else:
                ((_, value),) = cell.values
                yield SafeMark(place, ((shown, change(value) if change else value),))


def _hundredth(value: SafeValue) -> SafeValue:
    def shrunk(text: str | None) -> str | None:
        return None if text is None else f"{Decimal(text).scaleb(-2):f}"

    return replace(value, text=shrunk(value.text), lower=shrunk(value.lower), upper=shrunk(value.upper))


def _flow(
    chart: CategoryChart, tables: Sequence[SafeTable]
) -> tuple[list[SafeAxis], list[SafeMark], list[SafeMark]]:
    """Give the bands between the categories of neighbouring variables, and the nodes they join.

    A node is no sum of bands: its count was protected for itself.
    """
    width = len(chart.axes)
    nodes, bands = tables[:width], tables[width:]
    axes = [
        safe_axis(axis, [label.value for label in node.dimensions[0].categories])
        for axis, node in zip(chart.axes, nodes, strict=True)
    ]

    def placed(parts: Sequence[SafeTable]) -> list[SafeMark]:
        return [
            replace(mark, place=("",) * at + mark.place + ("",) * (width - at - len(mark.place)))
            for at, part in enumerate(parts)
            for mark in _cells(part, chart.shown)
        ]

    return axes, placed(bands), placed(nodes)


def _all_areas(chart: CategoryChart, marks: Sequence[SafeMark]) -> tuple[list[SafeAxis], list[SafeMark]]:
    """Give every area of the code list that lies beside one that is shown; those not shown are hidden."""
    (axis,) = chart.axes
    known = {mark.place[-1]: mark.values[0][1] for mark in marks}
    hidden = SafeValue(None, Sign.BAND if chart.shown == "freq" else Sign.HIDDEN)
    listed = [written_value(category.value) for category in axis.categories or ()]
    around = {_parent(number) for number in known}
    areas = {number: known.get(number, hidden) for number in listed if _parent(number) in around}
    drawn, _ = area_map(areas, {number: _parent(number) for number in areas})
    before = ("0",) if chart.variables else ()
    found = [SafeMark((*before, *mark.place), ((chart.shown, mark.values[0][1]),)) for mark in drawn]
    whole = safe_axis(axis, list(areas))
    return [*(safe_axis(other) for other in chart.drawn_axes[:-1]), whole], found


def _parent(number: str) -> str:
    """Give the number of what an area lies in."""
    return number[: _PARENT_DIGITS.get(len(number), 0)]


def _lines(axes: Sequence[SafeAxis], marks: Sequence[SafeMark], policy: Policy) -> list[SafeMark]:
    """Hide every line that says too little."""
    across = next(place for place, axis in enumerate(axes) if axis.role == "x")
    lines: dict[tuple[str, ...], list[SafeMark]] = {}
    for mark in marks:
        lines.setdefault(mark.place[:across] + mark.place[across + 1 :], []).append(mark)
    found = []
    for line in lines.values():
        points = [(mark.place[across], mark.values[0][1]) for mark in line]
        in_band = sum(value.sign is Sign.BAND for _, value in points)
        drawn = time_series(points, in_band, policy)
        for mark, point in zip(line, drawn, strict=True):
            (shown, _), (_, value) = mark.values[0], point.values[0]
            found.append(replace(mark, values=((shown, value),)))
    return found

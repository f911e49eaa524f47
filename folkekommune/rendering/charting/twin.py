"""A chart as tables and in words: the same figures for whoever reads and does not look."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.disclosure.results import Chart, SafeAxis, SafeChart, SafeMark
from folkekommune.municipalities.maps import attribution
from folkekommune.rendering.charting.reading import (
    Reader,
    axis_title,
    measure_title,
    number_of,
    written_mark,
)
from folkekommune.rendering.charts import Width
from folkekommune.rendering.grid import Grid, localised, written
from folkekommune.texts import MINUS, Language, text

_FIGURES = {"mean": "rendering.mean", "std": "rendering.std"}
_RANGED = frozenset({Chart.BARS, Chart.PIE, Chart.LINES, Chart.MAP, Chart.COEFFICIENTS})


def chart_grids(chart: SafeChart, language: Language) -> tuple[Grid, ...]:
    """Lay a chart out, a row a mark."""
    reader = Reader(chart, language, Width.WIDE)
    found = [_grid(reader, chart.marks, chart.axes, "")]
    if chart.chart is Chart.FLOW:
        found = [
            *(_of_flow(reader, at) for at in range(len(chart.axes) - 1)),
            *(_of_node(reader, at) for at in range(len(chart.axes))),
        ]
    elif chart.chart is Chart.HISTOGRAM and chart.wholes:
        panels = chart.axes[: len(chart.wholes[0].place)]
        found.append(_grid(reader, chart.wholes, panels, text("charting.curve", language)))
    return tuple(found)


def chart_sentences(chart: SafeChart, language: Language) -> tuple[str, ...]:
    """Say what kind of picture it is, how much is hidden, its lowest and highest figure; credit a map."""
    reader = Reader(chart, language, Width.WIDE)
    values = [value for mark in chart.marks for _, value in mark.values]
    kind = text(f"charting.kind-{chart.chart.value}", language)
    told = [text("charting.summary-shown", language, kind=kind, n=len(values))]
    hidden = sum(value.text is None for value in values)
    if hidden:
        told.append(text("charting.summary-hidden", language, n=hidden))
    shown = [(n, mark) for mark, value in reader.marks() if (n := number_of(value)) is not None]
    if chart.chart in _RANGED and len(shown) > 1:
        (_, first), (_, last) = (choose(shown, key=lambda pair: pair[0]) for choose in (min, max))
        told.append(
            text(
                "charting.summary-range",
                language,
                low=reader.written(first.values[0][1]),
                first=_named(reader, first),
                high=reader.written(last.values[0][1]),
                last=_named(reader, last),
            )
        )
    if chart.chart is Chart.MAP:
        told.append(attribution(language))
    return tuple(told)


def _grid(reader: Reader, marks: Sequence[SafeMark], axes: Sequence[SafeAxis], title: str) -> Grid:
    chart, language = reader.chart, reader.language
    kept = [at for at, axis in enumerate(axes) if axis.role != "variable" or len(axis.categories) > 1]
    labels = kept or [-1]
    heads = [_head(axes[at], language) if at >= 0 else "" for at in labels]
    figures = [name for name, _ in marks[0].values] if marks else [chart.measure]
    heads += [_figure(chart, name, language) for name in figures]
    rows = []
    for mark in marks:
        row = [_place(reader, at, mark.place[at]) if at >= 0 else "" for at in labels]
        row += [
            written_mark(chart, value, language)
            if len(mark.values) == 1 and value.lower is None
            else written(value, language, percent=chart.measure == "percent")
            for _, value in mark.values
        ]
        rows.append(tuple(row))
    return Grid(tuple(heads), tuple(rows), len(labels), title=title)


def _of_flow(reader: Reader, at: int) -> Grid:
    """Lay the bands from one variable to the next out as a table of both."""
    chart, language = reader.chart, reader.language
    first, last = chart.axes[at], chart.axes[at + 1]
    known = {
        (mark.place[at], mark.place[at + 1]): mark.values[0][1]
        for mark in chart.marks
        if mark.place[at] and mark.place[at + 1]
    }
    rows = []
    for place, category in enumerate(first.categories):
        values = [known.get((category.value, other.value)) for other in last.categories]
        shown = ["" if value is None else written_mark(chart, value, language) for value in values]
        rows.append((reader.labels(at)[place], *shown))
    heads = (axis_title(first, language), *reader.labels(at + 1))
    return Grid(heads, tuple(rows), 1, over=axis_title(last, language))


def _of_node(reader: Reader, at: int) -> Grid:
    chart, language = reader.chart, reader.language
    rows = tuple(
        (reader.label(at, mark.place[at]), written_mark(chart, mark.values[0][1], language))
        for mark in chart.wholes
        if mark.place[at]
    )
    heads = (reader.title(at), text("charting.measure-freq", language))
    return Grid(heads, rows, 1, title=text("charting.nodes", language))


def _head(axis: SafeAxis, language: Language) -> str:
    title = axis_title(axis, language)
    if axis.role == "variable":
        return text("rendering.variable", language)
    if axis.role in {"low", "high"}:
        return text("charting.from" if axis.role == "low" else "charting.to", language, title=title)
    return title


def _figure(chart: SafeChart, name: str, language: Language) -> str:
    if name in _FIGURES and chart.measure != name:
        return text(_FIGURES[name], language)
    return (
        measure_title(chart, language)
        if name == chart.measure
        else text(f"charting.measure-{name}", language)
    )


def _place(reader: Reader, at: int, value: str) -> str:
    axis = reader.chart.axes[at]
    if axis.categories:
        return reader.label(at, value)
    plain = f"{float(value):.10g}"
    return plain.replace("-", MINUS) if "e" in plain else localised(plain, reader.language)


def _named(reader: Reader, mark: SafeMark) -> str:
    return ", ".join(
        reader.label(at, value)
        for at, value in enumerate(mark.place)
        if reader.chart.axes[at].role != "variable" or len(reader.chart.axes[at].categories) > 1
    )

"""Read a protected chart for drawing: labels in a language, numbers of marks, what the axes are called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from folkekommune.disclosure.results import SafeAxis, SafeChart, SafeMark, SafeValue, Sign
from folkekommune.rendering.charts import CONFIGURATION, Width
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.grid import localised, readable
from folkekommune.texts import Language, text

HEIGHT = {Width.WIDE: 340, Width.NARROW: 240}
MARGIN = 90
"""What an axis takes of the width."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True)
class Reader:
    """A chart in a language, at a width."""

    chart: SafeChart
    language: Language
    width: Width

    def place(self, role: str) -> int | None:
        """Give the number of the axis with a role."""
        return next((at for at, axis in enumerate(self.chart.axes) if axis.role == role), None)

    def labels(self, at: int) -> list[str]:
        """Give the labels of an axis's categories, in their order; two that read the same are told apart."""
        axis = self.chart.axes[at]
        found = [readable(getattr(label, self.language)) for label in axis.categories]
        return [
            label if found.count(label) == 1 else f"{label} ({category.value})"
            for label, category in zip(found, axis.categories, strict=True)
        ]

    def label(self, at: int, value: str) -> str:
        """Give the label of a category."""
        known = [category.value for category in self.chart.axes[at].categories]
        return self.labels(at)[known.index(value)] if value in known else value

    def title(self, at: int) -> str:
        """Give what an axis is called."""
        return axis_title(self.chart.axes[at], self.language)

    def measure_title(self) -> str:
        """Give what the marks show, and of which variable when there is one."""
        return measure_title(self.chart, self.language)

    def written(self, value: SafeValue) -> str:
        """Write the number or sign of a mark."""
        return written_mark(self.chart, value, self.language)

    def marks(self) -> Iterator[tuple[SafeMark, SafeValue]]:
        """Give each mark with its first value."""
        for mark in self.chart.marks:
            yield mark, mark.values[0][1]

    def top(self, unit: Spec, rows: list[dict[str, object]], **more: object) -> Spec:
        """Put a chart together."""
        return {
            "$schema": SCHEMA,
            "background": None,
            "padding": 6,
            "data": {"values": rows},
            "config": {**CONFIGURATION, "legend": _LEGEND, "header": _HEADER},
            **more,
            **unit,
        }


_LEGEND: Spec = {
    "labelColor": CONFIGURATION["axis"]["labelColor"],
    "titleColor": CONFIGURATION["axis"]["labelColor"],
    "labelFontSize": 14,
    "titleFontSize": 14,
    "titleFontWeight": 500,
    "labelLimit": 220,
    "titleLimit": 260,
    "orient": "bottom",
    "columns": 4,
    "symbolStrokeWidth": 2,
}
_HEADER: Spec = {
    "labelColor": CONFIGURATION["axis"]["labelColor"],
    "titleColor": CONFIGURATION["axis"]["labelColor"],
    "labelFontSize": 14,
    "titleFontSize": 14,
    "titleFontWeight": 500,
    "labelFontWeight": 500,
    "labelLimit": 300,
}


def number_of(value: SafeValue) -> float | None:
    """Give the number of a mark; none where it is hidden."""
    return None if value.text is None else float(value.text)


def sign_of(value: SafeValue) -> str:
    """Give the sign of a mark that is hidden."""
    return "0–4" if value.sign is Sign.BAND else value.sign.value


def style_of(chart: SafeChart, name: str) -> str | None:
    """Give the value of a part of the style that has one, such as ``level=95``."""
    beginning = f"{name}="
    return next((p.removeprefix(beginning) for p in chart.style if p.startswith(beginning)), None)


def axis_title(axis: SafeAxis, language: Language) -> str:
    """Give what an axis is called in a language."""
    title: str = getattr(axis.name, language)
    return title


def measure_title(chart: SafeChart, language: Language) -> str:
    """Give what marks show; for one variable alone with its title."""
    variables = next((axis for axis in chart.axes if axis.role == "variable"), None)
    single = variables if variables is not None and len(variables.categories) == 1 else None
    if chart.measure == "box":
        return getattr(single.categories[0], language) if single else ""
    measure = text(f"charting.measure-{chart.measure}", language)
    level = style_of(chart, "level")
    if level is not None:
        return text("charting.measure-interval", language, measure=measure, level=float(level))
    if single is None:
        return measure
    title = getattr(single.categories[0], language)
    return text("charting.measure-of", language, measure=measure, title=title)


def written_mark(chart: SafeChart, value: SafeValue, language: Language) -> str:
    """Write a mark's number the way of the language, or its sign."""
    if value.text is None:
        return sign_of(value)
    shown = ("~" if value.sign is Sign.NEARLY_ALL else "") + localised(value.text, language)
    return f"{shown} %" if chart.measure == "percent" else shown

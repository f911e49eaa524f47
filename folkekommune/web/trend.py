"""A figure through the years: chart, summary and table."""

from __future__ import annotations

from markupsafe import Markup

from folkekommune.indicators.definition import Definition
from folkekommune.rendering.charts import TrendPoint, Width, trend_chart
from folkekommune.statistics.comparison import Position
from folkekommune.texts import Language, text
from folkekommune.web.comparison import compare
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.table import Table, TableRow, figure_cells
from folkekommune.web.ports import Cell, Figure, PublishedFigures
from folkekommune.web.writing import write_percent

MOST_YEARS = 10

YearlyFigures = tuple[tuple[int, Figure], ...]


def yearly_figures(figures: PublishedFigures, cell: Cell) -> YearlyFigures:
    """Give the figures of the latest years, oldest first; a year between them without one is missing."""
    years = figures.years(cell.indicator, cell.municipality)
    if not years:
        return ()
    first = max(min(years), max(years) - MOST_YEARS + 1)
    return tuple((year, figures.figure(cell.at(year))) for year in range(first, max(years) + 1))


def trend_view(
    series: YearlyFigures, definition: Definition, *, place: str, municipality: str, language: Language
) -> FigureView | None:
    """Show a series; None when there are fewer than two years to show."""
    if len(series) < 2:  # noqa: PLR2004  (a line needs two ends)
        return None
    points = tuple(TrendPoint(year, figure.value, figure.lower, figure.upper) for year, figure in series)
    breaks = tuple(entry.day.year for entry in definition.breaks if entry.area in (None, municipality))
    wide, narrow = (
        Markup(trend_chart(points, language=language, width=width, breaks=breaks))  # noqa: S704  (Vega escapes text)
        for width in (Width.WIDE, Width.NARROW)
    )
    name = definition.wording.name.in_language(language)
    caption = text("web.trend-caption", language, name=name, place=place)
    rows = tuple(TableRow(str(year), figure_cells(figure, language)) for year, figure in series)
    legend = [text("web.trend-legend", language)]
    if any(figure.value is None for _, figure in series):
        legend.append(text("web.trend-legend-hidden", language))
    if any(series[0][0] <= year <= series[-1][0] for year in breaks):
        legend.append(text("web.trend-legend-break", language))
    return FigureView(
        identifier="trend",
        caption=caption,
        summary=trend_summary(series, language),
        wide=wide,
        narrow=narrow,
        table=Table(caption, _columns(language), rows),
        legend=tuple(legend),
    )


def trend_summary(series: YearlyFigures, language: Language) -> str:
    """Say in a sentence or two what happened between the first and the last year that are shown."""
    shown = [(year, figure) for year, figure in series if figure.value is not None]
    if len(shown) < 2:  # noqa: PLR2004  (a change needs two years)
        return text("web.trend-too-few", language)
    (first_year, first), (last_year, last) = shown[0], shown[-1]
    change = compare(first, last)
    kind = {
        Position.HIGHER: "web.trend-higher",
        Position.LOWER: "web.trend-lower",
        Position.NOT_DIFFERENT: "web.trend-unsure",
    }[change.position if change else Position.NOT_DIFFERENT]
    return text(
        kind,
        language,
        first_year=str(first_year),
        last_year=str(last_year),
        first=write_percent(first.value or 0, language, decimals=first.decimals),
        last=write_percent(last.value or 0, language, decimals=last.decimals),
    )


def _columns(language: Language) -> tuple[str, ...]:
    return tuple(text(f"web.column-{name}", language) for name in ("year", "share", "interval", "people"))

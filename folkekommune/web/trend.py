"""A figure through the years: chart, summary and table."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from folkekommune.indicators.definition import Definition, Statistic
from folkekommune.indicators.definition import Direction as Better
from folkekommune.indicators.verdict import Comparison
from folkekommune.rendering.charts import TrendPoint, Width, trend_chart
from folkekommune.statistics.trend import POINTS, Direction, Point, trend_of_values
from folkekommune.texts import Language, text
from folkekommune.web.comparison import hold_against
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.table import Table, TableRow, figure_cells, value_column
from folkekommune.web.ports import Cell, Figure, PublishedFigures
from folkekommune.web.writing import write_amount

MOST_YEARS = 10

YearlyFigures = tuple[tuple[int, Figure], ...]

_OF_ENDS = {
    Comparison.HIGHER: "web.trend-higher",
    Comparison.LOWER: "web.trend-lower",
    Comparison.NOT_DIFFERENT: "web.trend-unsure",
    Comparison.NOT_TESTED: "web.trend-unsure",
}
_OF_TRENDS = {
    Direction.INCREASING: "web.trend-higher",
    Direction.DECREASING: "web.trend-lower",
    Direction.NONE: "web.trend-none",
    Direction.SINGLE_YEAR: "web.trend-single-year",
}


def yearly_figures(figures: PublishedFigures, cell: Cell) -> YearlyFigures:
    """Give the figures of the latest years, oldest first; a year between them without one is missing."""
    years = figures.years(cell.indicator, cell.municipality)
    if not years:
        return ()
    first = max(min(years), max(years) - MOST_YEARS + 1)
    return tuple((year, figures.figure(cell.at(year))) for year in range(first, max(years) + 1))


def trend_view(
    series: YearlyFigures,
    definition: Definition,
    *,
    place: str,
    municipality: str,
    language: Language,
    identifier: str = "trend",
    measures: tuple[tuple[int, str], ...] = (),
) -> FigureView | None:
    """Show a series; None when there are fewer than two years to show.

    :param measures: when each began that is to change the figure, and its title.
    """
    if len(series) < 2:  # noqa: PLR2004  (a line needs two ends)
        return None
    breaks = tuple(entry.day.year for entry in definition.breaks if entry.area in (None, municipality))
    name = definition.wording.name.in_language(language)
    return series_view(
        series,
        caption=text("web.trend-caption", language, name=name, place=place),
        summary=trend_summary(series, language, breaks=breaks),
        unit="%" if definition.statistic is Statistic.PROPORTION else definition.unit,
        breaks=breaks,
        language=language,
        identifier=identifier,
        measures=measures,
    )


def series_view(
    series: YearlyFigures,
    *,
    caption: str,
    summary: str,
    unit: str,
    breaks: tuple[int, ...],
    language: Language,
    identifier: str = "trend",
    measures: tuple[tuple[int, str], ...] = (),
    label: Callable[[int], str] = str,
    line: str = "",
) -> FigureView:
    """Draw a series with its table.

    :param label: writes the period that a year stands for.
    :param line: what the line is, where it has no band of uncertainty around it.
    """
    points = tuple(TrendPoint(year, figure.value, figure.lower, figure.upper) for year, figure in series)
    begun = [(year, title) for year, title in measures if series[0][0] <= year <= series[-1][0]]
    starts = tuple(year for year, _ in begun)
    wide, narrow = (
        Markup(  # noqa: S704  (Vega escapes text)
            trend_chart(points, language=language, width=width, breaks=breaks, starts=starts, unit=unit)
        )
        for width in (Width.WIDE, Width.NARROW)
    )
    rows = tuple(TableRow(label(year), figure_cells(figure, language)) for year, figure in series)
    legend = [line or text("web.trend-legend", language)]
    if any(figure.value is None for _, figure in series):
        legend.append(text("web.trend-legend-hidden", language))
    if any(series[0][0] <= year <= series[-1][0] for year in breaks):
        legend.append(text("web.trend-legend-break", language))
    if begun:
        titles = ", ".join(f"{year}: {title}" for year, title in sorted(begun))
        legend.append(text("measures.on-the-trend", language, titles=titles))
    return FigureView(
        identifier=identifier,
        caption=caption,
        summary=summary,
        wide=wide,
        narrow=narrow,
        table=Table(caption, _columns(series[-1][1], language), rows),
        legend=tuple(legend),
    )


def trend_summary(series: YearlyFigures, language: Language, *, breaks: tuple[int, ...] = ()) -> str:
    """Say in a sentence or two how the figure has developed, since the last break.

    The first and the last year are compared. With five years their trend is judged instead (indicators.md
    2.12), from limits that hold the noise of disclosure control; with more, that of the last five beside.
    """
    since = max((year for year in breaks if year <= series[-1][0]), default=0)
    shown = [(year, figure) for year, figure in series if figure.is_shown and year >= since]
    if len(shown) < 2:  # noqa: PLR2004  (a change needs two years)
        return text("web.trend-too-few", language)
    found = trend_of_values([_point(year, figure) for year, figure in shown])
    if len(shown) == POINTS:
        kind = _OF_TRENDS[found.direction]
    else:
        # Whether it changed does not depend on which direction is better; the sentence says neither.
        kind = _OF_ENDS[hold_against(shown[-1][1], shown[0][1], Better.HIGH).comparison]
    (first_year, first), (last_year, last) = shown[0], shown[-1]
    summary = text(
        kind,
        language,
        first_year=str(first_year),
        last_year=str(last_year),
        first=write_amount(first.value or 0, first.unit, language, decimals=first.decimals),
        last=write_amount(last.value or 0, last.unit, language, decimals=last.decimals),
    )
    if len(shown) > POINTS:
        summary += " " + text(f"web.trend-recent-{found.direction.value}", language)
    return summary


def _point(year: int, figure: Figure) -> Point:
    return Point(year, figure.value or 0.0, figure.lower or 0.0, figure.upper or 0.0)


def _columns(figure: Figure, language: Language) -> tuple[str, ...]:
    names = ("year", value_column(figure), "interval", "people")
    return tuple(text(f"web.column-{name}", language) for name in names)

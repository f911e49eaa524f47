"""What the gallery fills the parts with: made-up figures, and words of every length."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from folkekommune.indicators.verdict import COMPARISON_SIGNS, Comparison, Tone
from folkekommune.rendering.charts import TrendPoint, Width, trend_chart
from folkekommune.rendering.presentations.caterpillar import caterpillar
from folkekommune.rendering.presentations.marks import Mark
from folkekommune.rendering.presentations.twin import Estimate
from folkekommune.texts import Language, number, text
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.number_card import NumberCard, Tag
from folkekommune.web.components.presentation import presentation_view
from folkekommune.web.components.table import Table, TableCell, TableRow, figure_cells
from folkekommune.web.ports import Figure, Sign

SCRIPT = "import hp/AMMESTATUS_U6 as amming\ngenerate fullammet = 1 if amming == 1\ntabulate fullammet, freq"
_HREF = "#"
_SHOWN = Figure(value=64.1, lower=61.0, upper=67.1, numerator=598, denominator=933, unit="%")
_PROVISIONAL = Figure(
    value=58.0, lower=49.2, upper=66.3, numerator=70, denominator=121, sign=Sign.PROVISIONAL, unit="%"
)
_YEARS = (
    TrendPoint(2021, 60.2, 57.0, 63.3),
    TrendPoint(2022, 61.4, 58.3, 64.4),
    TrendPoint(2023),
    TrendPoint(2024, 55.0, 51.8, 58.2),
    TrendPoint(2025, 56.9, 53.7, 60.0),
)
_BREAK = 2024


@dataclass(frozen=True)
class Samples:
    """The parts' content, by the state it shows."""

    tags: dict[str, Tag]
    cards: dict[str, NumberCard]
    tables: dict[str, Table]
    figures: dict[str, FigureView]


@cache
def samples(language: Language) -> Samples:
    """Make the content in a language."""
    tags = _tags(language)
    return Samples(tags, _cards(language, tags), _tables(language), _figures(language))


def _tags(language: Language) -> dict[str, Tag]:
    """Give a tag for each comparison; a difference is told as better and as worse."""

    def tag(comparison: Comparison, tone: Tone) -> Tag:
        word = text(f"indicators.word-{comparison.value.replace('_', '-')}", language)
        return Tag(word, COMPARISON_SIGNS[comparison], tone)

    return {
        "better": tag(Comparison.HIGHER, Tone.BETTER),
        "worse": tag(Comparison.LOWER, Tone.WORSE),
        "not-different": tag(Comparison.NOT_DIFFERENT, Tone.SIMILAR),
        "not-tested": tag(Comparison.NOT_TESTED, Tone.NONE),
    }


def _cards(language: Language, tags: dict[str, Tag]) -> dict[str, NumberCard]:
    title, year = text("gallery.sample-title", language), "2025"
    whole = NumberCard(
        title,
        year,
        _HREF,
        value=text("gallery.sample-value", language),
        unit=text("gallery.sample-unit", language),
        interval=text("gallery.sample-interval", language),
        comparison=text("gallery.sample-comparison", language),
        coverage=text("gallery.sample-coverage", language),
        tag=tags["better"],
    )
    many = text("gallery.sample-many", language)
    return {
        "whole": whole,
        "worse": NumberCard(
            title, year, _HREF, value=whole.value, interval=whole.interval, tag=tags["worse"]
        ),
        "minimal": NumberCard(title, year, _HREF, value=whole.value),
        "hidden": NumberCard(
            title, year, _HREF, reason=text("municipality.reason-withheld", language, many=many)
        ),
        "missing": NumberCard(title, year, _HREF, reason=text("municipality.reason-missing", language)),
        "not-computable": NumberCard(
            title, year, _HREF, reason=text("municipality.reason-not-computable", language)
        ),
        "long": NumberCard(
            text("gallery.sample-long-title", language),
            "2021–2025",
            _HREF,
            value=whole.value,
            unit=text("gallery.sample-long-unit", language),
            interval=whole.interval,
            tag=Tag(text("gallery.sample-long-comparison", language), "●", Tone.SIMILAR),
        ),
    }


def _tables(language: Language) -> dict[str, Table]:
    columns = tuple(text(f"web.column-{name}", language) for name in ("place", "share", "interval", "people"))
    absent = (Sign.WITHHELD, Sign.MISSING, Sign.NOT_COMPUTABLE)
    rows = (
        TableRow(text("gallery.sample-place", language), figure_cells(_SHOWN, language), highlight=True),
        TableRow(text("gallery.state-provisional", language), figure_cells(_PROVISIONAL, language), _HREF),
        *(
            TableRow(
                text(f"web.sign-{sign.name.lower()}", language), figure_cells(Figure(sign=sign), language)
            )
            for sign in absent
        ),
    )
    words = (
        TableRow(
            text("gallery.sample-long-title", language),
            (TableCell(text("gallery.sample-long-sentence", language), words=True), TableCell("1")),
        ),
    )
    return {
        "signs": Table(text("gallery.table-signs", language), columns, rows),
        "long": Table(text("gallery.table-long", language), columns[:3], words),
        "empty": Table(text("gallery.table-empty", language), columns, ()),
    }


def _figures(language: Language) -> dict[str, FigureView]:
    caption = text("gallery.figure-trend", language)
    wide, narrow = (
        Markup(trend_chart(_YEARS, language=language, width=width, breaks=(_BREAK,)))  # noqa: S704  (Vega escapes text)
        for width in (Width.WIDE, Width.NARROW)
    )
    trend = FigureView(
        "gallery-trend",
        caption,
        text("gallery.figure-trend-summary", language),
        wide=wide,
        narrow=narrow,
        table=Table(
            caption, (text("web.column-year", language), text("web.column-share", language)), _years(language)
        ),
        legend=tuple(
            text(f"web.{code}", language)
            for code in ("trend-legend", "trend-legend-hidden", "trend-legend-break")
        ),
        note=text("gallery.figure-note", language),
    )
    drawn = caterpillar(
        (
            Estimate(
                text("gallery.sample-place", language), 64.1, 61.0, 67.1, mark=_mark("better"), own=True
            ),
            Estimate(text("gallery.sample-long-title", language), 51.0, 44.0, 58.0, mark=_mark("worse")),
            Estimate(text("web.sign-withheld", language), mark=Mark(Sign.WITHHELD.value)),
        ),
        caption=text("gallery.figure-areas", language),
        benchmark=(text("gallery.sample-benchmark", language), 58.2),
        language=language,
    )
    return {"hidden": trend, "presentation": presentation_view(drawn, identifier="gallery-areas")}


def _mark(tone: str) -> Mark:
    return Mark("▲" if tone == "better" else "▼", tone)


def _years(language: Language) -> tuple[TableRow, ...]:
    cells = (
        TableCell(sign=Sign.WITHHELD) if point.value is None else TableCell(number(point.value, language, 0))
        for point in _YEARS
    )
    return tuple(TableRow(str(point.year), (cell,)) for point, cell in zip(_YEARS, cells, strict=True))

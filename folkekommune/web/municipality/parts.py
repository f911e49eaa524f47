"""A figure divided: by district as a chart and a map, and by sex."""

from __future__ import annotations

from markupsafe import Markup

from folkekommune.catalogue.people import People
from folkekommune.municipalities.maps import attribution, topojson
from folkekommune.rendering.charts import ComparisonRow, Width, comparison_chart
from folkekommune.rendering.maps import MapArea, Standing, district_map
from folkekommune.statistics.comparison import Position
from folkekommune.texts import Language, text
from folkekommune.web.comparison import compare
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.table import Table, TableRow, figure_cells
from folkekommune.web.ports import Cell, Figure, Place, PublishedFigures, Sex
from folkekommune.web.writing import write_percent

Parts = tuple[tuple[Place, Figure], ...]

_STANDINGS = {
    Position.LOWER: Standing.LOWER,
    Position.NOT_DIFFERENT: Standing.NOT_DIFFERENT,
    Position.HIGHER: Standing.HIGHER,
    None: Standing.NOT_DIFFERENT,
}


def district_figures(figures: PublishedFigures, cell: Cell) -> Parts:
    """Give the figure of every district, in the order of their numbers."""
    return tuple(
        (entry, figures.figure(cell.part(district=entry.number)))
        for entry in figures.districts(cell.municipality)
    )


def district_comparison(
    parts: Parts, whole: Figure, *, place: Place, caption: str, people: People, language: Language
) -> FigureView:
    """Show the districts with their intervals, the municipality first."""
    entries = ((place, whole), *parts)
    rows = tuple(
        ComparisonRow(entry.name, figure.value, figure.lower, figure.upper, highlight=entry is place)
        for entry, figure in entries
    )
    return _view(
        "districts",
        rows,
        caption=caption,
        summary=district_summary(parts, people, language),
        language=language,
        table=_table(entries, caption=caption, highlight=place, language=language),
    )


def district_summary(parts: Parts, people: People, language: Language) -> str:
    """Say which districts stand apart from the rest of the municipality, if any can be compared."""
    if not any(figure.is_shown for _, figure in parts):
        return text("municipality.districts-hidden", language, many=people.many.in_language(language))
    higher = [entry.name for entry, figure in parts if figure.position is Position.HIGHER]
    lower = [entry.name for entry, figure in parts if figure.position is Position.LOWER]
    sentences = [
        text(f"municipality.districts-{side}", language, names=_list(names, language), n=len(names))
        for side, names in (("higher", higher), ("lower", lower))
        if names
    ]
    return " ".join(sentences) or text("municipality.districts-none", language)


def map_view(parts: Parts, *, caption: str, people: People, language: Language) -> FigureView:
    """Show the districts on a map, with the same table."""
    areas = tuple(
        MapArea(
            entry.number,
            entry.name,
            "" if figure.value is None else write_percent(figure.value, language, decimals=0),
            Standing.HIDDEN if figure.value is None else _STANDINGS[figure.position],
        )
        for entry, figure in parts
    )
    wide, narrow = (
        Markup(district_map(topojson("districts"), areas, language=language, width=width))  # noqa: S704  (Vega escapes text)
        for width in (Width.WIDE, Width.NARROW)
    )
    used = {area.standing for area in areas}
    legend = tuple(
        text(f"municipality.map-{standing.name.lower().replace('_', '-')}", language)
        for standing in Standing
        if standing in used
    )
    return FigureView(
        identifier="map",
        caption=caption,
        summary=district_summary(parts, people, language),
        wide=wide,
        narrow=narrow,
        table=_table(parts, caption=caption, highlight=None, language=language),
        legend=legend,
        note=attribution(language),
    )


def sex_view(
    figures: PublishedFigures, cell: Cell, *, people: People, about: dict[str, str], language: Language
) -> FigureView:
    """Show the two sexes with their intervals."""
    called = {sex: getattr(people, sex.value).in_language(language) for sex in Sex}
    words = {sex.value: word for sex, word in called.items()}
    caption = text("municipality.sexes-caption", language, **about, **words)
    entries = tuple(
        (Place(sex.value, called[sex].capitalize()), figures.figure(cell.part(sex=sex))) for sex in Sex
    )
    rows = tuple(
        ComparisonRow(entry.name, figure.value, figure.lower, figure.upper) for entry, figure in entries
    )
    (_, girls), (_, boys) = entries
    change = compare(boys, girls)
    kind = change.position.name.lower().replace("_", "-") if change else "hidden"
    return _view(
        "sexes",
        rows,
        caption=caption,
        summary=text(f"municipality.sexes-{kind}", language, **words),
        language=language,
        table=_table(entries, caption=caption, highlight=None, language=language),
    )


def _view(
    identifier: str,
    rows: tuple[ComparisonRow, ...],
    *,
    caption: str,
    summary: str,
    table: Table,
    language: Language,
) -> FigureView:
    wide, narrow = (
        Markup(comparison_chart(rows, language=language, width=width))  # noqa: S704  (Vega escapes text)
        for width in (Width.WIDE, Width.NARROW)
    )
    return FigureView(
        identifier,
        caption,
        summary,
        wide=wide,
        narrow=narrow,
        table=table,
        legend=(text("municipality.comparison-legend", language),),
    )


def _table(entries: Parts, *, caption: str, highlight: Place | None, language: Language) -> Table:
    columns = tuple(text(f"web.column-{name}", language) for name in ("place", "share", "interval", "people"))
    rows = tuple(
        TableRow(entry.name, figure_cells(figure, language), highlight=entry is highlight)
        for entry, figure in entries
    )
    return Table(caption, columns, rows)


def _list(names: list[str], language: Language) -> str:
    """Write names with commas and an ``and`` before the last."""
    if len(names) == 1:
        return names[0]
    return text("web.list", language, first=", ".join(names[:-1]), last=names[-1])

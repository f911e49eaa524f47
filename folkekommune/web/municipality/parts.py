"""A figure divided: by district and by sex, each with its table."""

from __future__ import annotations

from markupsafe import Markup

from folkekommune.catalogue.people import People
from folkekommune.indicators.definition import Definition, Direction
from folkekommune.indicators.verdict import Comparison, Verdict
from folkekommune.rendering.charts import ComparisonRow, Width, comparison_chart
from folkekommune.texts import Language, text
from folkekommune.web.comparison import hold_against, verdict_of
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.presentation import mark_of
from folkekommune.web.components.table import Table, TableCell, TableRow, figure_cells, value_column
from folkekommune.web.ports import Cell, Figure, Place, PublishedFigures, Sex

Parts = tuple[tuple[Place, Figure], ...]


def district_figures(figures: PublishedFigures, cell: Cell) -> Parts:
    """Give the figure of every district, in the order of their numbers."""
    return tuple(
        (entry, figures.figure(cell.part(district=entry.number)))
        for entry in figures.districts(cell.municipality)
    )


def district_comparison(
    parts: Parts, whole: Figure, *, place: Place, caption: str, definition: Definition, language: Language
) -> FigureView:
    """Show the districts with their intervals, the municipality first."""
    entries = ((place, whole), *parts)
    rows = tuple(
        ComparisonRow(entry.name, figure.value, figure.lower, figure.upper, highlight=entry is place)
        for entry, figure in entries
    )
    return comparison_view(
        "districts",
        rows,
        caption=caption,
        summary=district_summary(parts, definition, language),
        language=language,
        table=figures_table(
            entries, caption=caption, highlight=place, language=language, direction=definition.direction
        ),
        unit=whole.unit,
    )


def district_summary(parts: Parts, definition: Definition, language: Language) -> str:
    """Say which districts stand apart from the rest of the municipality, if any can be compared."""
    if not any(figure.is_shown for _, figure in parts):
        many = definition.people.many.in_language(language)
        return text("municipality.districts-hidden", language, many=many)
    verdicts = [(entry.name, verdict_of(figure, definition.direction)) for entry, figure in parts]
    sides = (("higher", Comparison.HIGHER), ("lower", Comparison.LOWER))
    named = [
        (side, [name for name, verdict in verdicts if verdict.comparison is where]) for side, where in sides
    ]
    sentences = [
        text(f"municipality.districts-{side}", language, names=listed(names, language), n=len(names))
        for side, names in named
        if names
    ]
    if all(verdict.comparison is Comparison.NOT_TESTED for _, verdict in verdicts):
        return text("municipality.districts-untested", language)
    return " ".join(sentences) or text("municipality.districts-none", language)


def sex_view(
    figures: PublishedFigures,
    definition: Definition,
    cell: Cell,
    *,
    about: dict[str, str],
    language: Language,
) -> FigureView:
    """Show the two sexes with their intervals."""
    people: People = definition.people
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
    kind = _between(hold_against(girls, boys, definition.direction), girls, boys)
    return comparison_view(
        "sexes",
        rows,
        caption=caption,
        summary=text(f"municipality.sexes-{kind}", language, **words),
        language=language,
        table=figures_table(entries, caption=caption, highlight=None, language=language),
        unit=girls.unit,
    )


def comparison_view(
    identifier: str,
    rows: tuple[ComparisonRow, ...],
    *,
    caption: str,
    summary: str,
    table: Table,
    language: Language,
    unit: str = "%",
) -> FigureView:
    """Show rows as dots with their intervals, and their table."""
    wide, narrow = (
        Markup(comparison_chart(rows, language=language, width=width, unit=unit))  # noqa: S704  (Vega escapes text)
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


def figures_table(
    entries: Parts,
    *,
    caption: str,
    highlight: Place | None,
    language: Language,
    direction: Direction | None = None,
) -> Table:
    """Write the figures as a table; with a direction also the verdict of each."""
    names = ["place", value_column(entries[0][1]), "interval", "people"]
    columns = [text(f"web.column-{name}", language) for name in names]
    if direction is not None:
        columns.append(text("presentations.column-verdict", language))
    rows = tuple(
        TableRow(
            entry.name,
            (
                *figure_cells(figure, language),
                *(_verdict_cells(figure, direction, language, own=entry is highlight)),
            ),
            highlight=entry is highlight,
        )
        for entry, figure in entries
    )
    return Table(caption, tuple(columns), rows)


def _verdict_cells(
    figure: Figure, direction: Direction | None, language: Language, *, own: bool
) -> tuple[TableCell, ...]:
    """Write the verdict where there is to be one; what the others stand against has none of its own."""
    if direction is None:
        return ()
    return (TableCell("–") if own else verdict_cell(verdict_of(figure, direction), language),)


def verdict_cell(verdict: Verdict, language: Language) -> TableCell:
    """Write a verdict as sign and word; nothing beside a figure that is not shown."""
    mark = mark_of(verdict, language)
    return TableCell("–" if mark.is_absent else mark.label)


def _between(verdict: Verdict, *figures: Figure) -> str:
    """Name the sentence about two groups."""
    if not all(figure.is_shown for figure in figures):
        return "hidden"
    return verdict.comparison.value.replace("_", "-")


def listed(names: list[str], language: Language) -> str:
    """Write names with commas and an ``and`` before the last."""
    if len(names) == 1:
        return names[0]
    return text("web.list", language, first=", ".join(names[:-1]), last=names[-1])

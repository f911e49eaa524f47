"""A protected table as rows and columns of texts, for the terminal, HTML and Markdown alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from folkekommune.disclosure.results import (
    Layout,
    SafeAnalysis,
    SafeDimension,
    SafeResult,
    SafeSection,
    SafeSummary,
    SafeTable,
    SafeValue,
    Sign,
)
from folkekommune.texts import MINUS, Language, interval, number, text

_PERCENTS = frozenset({"rowpct", "colpct", "cellpct"})
_BELOW_NOUGHT = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True)
class Grid:
    """Texts in a rectangle.

    :param heads: the head of each column, :param rows: first the row's labels, then its values.
    :param labels: how many columns are labels, :param title: of one grid among several.
    :param over: the variable whose categories stand in the columns.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: int
    title: str = ""
    over: str = ""


def grids(result: SafeResult, language: Language) -> tuple[Grid, ...]:
    """Lay any result with figures out.

    :raises TypeError: for a refusal, which has none, and for a cube, which has its own pages.
    """
    match result:
        case SafeTable():
            tests = (tests_grid(result, language),) if result.tests else ()
            return (table_grid(result, language), *tests)
        case SafeSummary():
            return (summary_grid(result, language),)
        case SafeAnalysis():
            return tuple(section_grid(section, language) for section in result.sections)
    raise TypeError(result.kind)


def section_grid(section: SafeSection, language: Language) -> Grid:
    """Lay a part of an analysis out, a row for what each figure is about."""
    named = [getattr(head, language) for head in section.heads]
    heads = ("", *(named or [text(figure, language) for figure in section.figures]))
    rows = []
    for row in section.rows:
        values = dict(row.values)
        shown = (written(values[name], language) if name in values else "" for name in section.figures)
        rows.append((getattr(row.label, language), *shown))
    title = text(section.name, language)
    return Grid(heads, tuple(rows), 1, title=f"{title}: {section.about}" if section.about else title)


def tests_grid(table: SafeTable, language: Language) -> Grid:
    """Lay the test of independence below a table out."""
    heads = ("", *(text(f"analyses.{name}", language) for name, _ in table.tests))
    title = text("analyses.independence", language)
    return Grid(heads, (("", *(written(value, language) for _, value in table.tests)),), 1, title=title)


def table_grid(table: SafeTable, language: Language) -> Grid:
    """Lay a table out: the last dimension in columns, the others nested in rows, totals last."""
    cells = {cell.place: cell for cell in table.cells}
    *outer, last = table.dimensions
    layout = table.layout or natural_layout(table)
    columns = layout.columns
    row_dimensions = outer or [last]
    heads = [dimension.name for dimension in row_dimensions]
    for column in columns:
        title = _label(last, column, language) if outer else text("rendering.count", language)
        heads += [_measure_head(title, measure, table, language) for measure in table.measures]
    rows = []
    for place in layout.rows:
        labels = [_label(d, index, language) for d, index in zip(row_dimensions, place, strict=True)]
        values = []
        for column in columns:
            cell = cells[*place, column] if outer else cells[place]
            values += [written(cell.value(m), language, percent=m in _PERCENTS) for m in table.measures]
        rows.append((*labels, *values))
    over = last.name if outer and not layout.flat else ""
    return Grid(tuple(heads), tuple(rows), len(row_dimensions), over=over)


def natural_layout(table: SafeTable) -> Layout:
    """Give all rows and columns of a table in their order, totals last."""
    *outer, last = table.dimensions
    rows = product(*([*range(len(dimension.categories)), None] for dimension in outer or [last]))
    return Layout(tuple(rows), (*range(len(last.categories)), None) if outer else (None,))


def summary_grid(summary: SafeSummary, language: Language) -> Grid:
    """Lay key figures out, a row a variable."""
    figures = [name for name, _ in summary.rows[0][1]] if summary.rows else []
    heads = (text("rendering.variable", language), *(text(f"rendering.{name}", language) for name in figures))
    rows = tuple((name, *(written(value, language) for _, value in values)) for name, values in summary.rows)
    return Grid(heads, rows, 1)


def written(value: SafeValue, language: Language, *, percent: bool = False) -> str:
    """Write a protected value the way of the language, with its sign and interval."""
    if value.sign is Sign.BAND:
        return "0–4"
    if value.text is None:
        return str(value.sign.value)
    shown = localised(value.text, language)
    if percent:
        shown += " %"
    if value.lower is not None and value.upper is not None:
        limits = interval(localised(value.lower, language), localised(value.upper, language), language)
        shown += f" ({limits})"
    return f"~{shown}" if value.sign is Sign.NEARLY_ALL else shown


def localised(figure: str, language: Language) -> str:
    """Write a number that is text at its declared precision; ``<`` may stand before it."""
    if figure.startswith("<"):
        return f"<{localised(figure[1:], language)}"
    decimals = len(figure.partition(".")[2])
    return number(float(Decimal(figure)), language, decimals)


def readable(label: str) -> str:
    """Write the label of a category for a reader; one that is a number below nought with its minus sign.

    >>> readable("-2")
    '−2'
    """
    return f"{MINUS}{label[1:]}" if _BELOW_NOUGHT.fullmatch(label) else label


def _label(dimension: SafeDimension, index: int | None, language: Language) -> str:
    if index is None:
        return text("rendering.total", language)
    return readable(getattr(dimension.categories[index], language))


def _measure_head(title: str, measure: str, table: SafeTable, language: Language) -> str:
    if len(table.measures) == 1 and measure == "freq":
        return title
    return f"{title} {text(f'rendering.{measure}', language)}"

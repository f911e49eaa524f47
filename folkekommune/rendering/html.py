"""Protected results as HTML: a table with its signs explained, and how it was protected below it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from folkekommune.disclosure.results import Refusal, SafeChart, SafeResult, SafeTable, Sign
from folkekommune.rendering.charting.figure import figure_html
from folkekommune.rendering.grid import Grid
from folkekommune.rendering.laying import laid_out
from folkekommune.rendering.protection import protection_sentences, refusal_sentence
from folkekommune.texts import Language, text

_SIGNS = {
    "0–4": "band",
    Sign.HIDDEN.value: "hidden",
    Sign.MISSING.value: "missing",
    Sign.NOT_COMPUTABLE.value: "not-computable",
}
"""What stands in a cell in place of a number, and the code of its meaning."""

_FEW = frozenset({Sign.BAND, Sign.HIDDEN})


def result_html(result: SafeResult, language: Language, *, caption: str) -> str:
    """Write a result as a piece of a page. Every text in it is escaped."""
    if isinstance(result, Refusal):
        return f'<p class="fk-refusal">{escape(refusal_sentence(result, language))}</p>'
    sentences = (*_partly_hidden(result, language), *protection_sentences(result.protection, language))
    tables = [
        region_html(grid, language, caption=f"{caption}: {grid.title}" if grid.title else caption)
        for grid in laid_out(result, language)
    ]
    if isinstance(result, SafeChart):
        tables = [figure_html(result, language, caption=caption, table="\n".join(tables))]
    return "\n".join(
        [
            *tables,
            f'<p class="fk-protection fk-small">{escape(" ".join(sentences))}</p>',
        ]
    )


def region_html(grid: Grid, language: Language, *, caption: str) -> str:
    """Write a grid as a table that scrolls in a region of its own, with its signs explained below."""
    return "\n".join(
        [
            f'<div class="fk-table-region" role="region" tabindex="0" aria-label="{escape(caption)}">',
            grid_html(grid, language, caption=caption),
            "</div>",
            *_legend(grid, language),
        ]
    )


def grid_html(grid: Grid, language: Language, *, caption: str) -> str:
    """Write a grid as a table."""
    lines = ['<table class="ds-table">', f"<caption>{escape(caption)}</caption>", "<thead>"]
    labels, figures = grid.heads[: grid.labels], grid.heads[grid.labels :]
    if grid.over:
        lines += [
            "<tr>",
            *(f'<th scope="col" rowspan="2">{escape(head)}</th>' for head in labels),
            f'<th scope="colgroup" colspan="{len(figures)}">{escape(grid.over)}</th>',
            "</tr>",
        ]
        labels = ()
    lines += [
        "<tr>",
        *(f'<th scope="col">{escape(head)}</th>' for head in labels),
        *(f'<th scope="col" class="fk-number">{escape(head)}</th>' for head in figures),
        "</tr>",
        "</thead>",
        "<tbody>",
    ]
    for row in grid.rows:
        lines.append("<tr>")
        lines += [f'<th scope="row">{escape(label)}</th>' for label in row[: grid.labels]]
        lines += [f'<td class="fk-number">{_cell(value, language)}</td>' for value in row[grid.labels :]]
        lines.append("</tr>")
    return "\n".join([*lines, "</tbody>", "</table>"])


def _cell(value: str, language: Language) -> str:
    """Write a cell; a sign is hidden from screen readers, which are told its meaning instead."""
    if value in _SIGNS:
        meaning = text(f"rendering.sign-{_SIGNS[value]}", language)
        return f'<span aria-hidden="true">{value}</span><span class="ds-sr-only">{escape(meaning)}</span>'
    if value.startswith(Sign.NEARLY_ALL.value):
        meaning = text("rendering.sign-nearly-all", language)
        shown = escape(value.removeprefix(Sign.NEARLY_ALL.value))
        return f'<span aria-hidden="true">~</span>{shown}<span class="ds-sr-only"> ({escape(meaning)})</span>'
    return escape(value)


def _legend(grid: Grid, language: Language) -> Iterable[str]:
    used = {value for row in grid.rows for value in row[grid.labels :]}
    signs = [(sign, code) for sign, code in _SIGNS.items() if sign in used]
    if not signs:
        return ()
    entries = [
        f'<dt aria-hidden="true">{sign}</dt><dd>{escape(text(f"rendering.sign-{code}", language))}</dd>'
        for sign, code in signs
    ]
    return ('<dl class="fk-signs">', *entries, "</dl>")


def _partly_hidden(result: SafeResult, language: Language) -> tuple[str, ...]:
    """Count the cells whose number is not shown; each can be seen in the table."""
    if not isinstance(result, SafeTable):
        return ()
    signs = [value.sign for cell in result.cells for _, value in cell.values]
    few = sum(sign in _FEW for sign in signs)
    return (text("rendering.partly-hidden", language, n=few, all=len(signs)),) if few else ()

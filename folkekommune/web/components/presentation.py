"""Presentations of ``folkekommune.rendering.presentations`` as figures of a page."""

from __future__ import annotations

from markupsafe import Markup

from folkekommune.indicators.verdict import Verdict
from folkekommune.rendering.presentations.marks import Mark
from folkekommune.rendering.presentations.twin import Estimate, Presentation
from folkekommune.texts import Language, text
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.table import Table, TableCell, TableRow
from folkekommune.web.ports import Figure, Sign

_SIGNS = {sign.value: sign for sign in Sign}


def presentation_view(shown: Presentation, *, identifier: str = "", note: str = "") -> FigureView:
    """Put a presentation in the frame that all figures of a page have."""
    rows = tuple(TableRow(row[0], tuple(_cell(cell) for cell in row[1:])) for row in shown.rows)
    return FigureView(
        identifier=identifier or shown.identifier,
        caption=shown.caption,
        summary=shown.summary,
        wide=Markup(shown.wide),  # noqa: S704  (Vega escapes text)
        narrow=Markup(shown.narrow),  # noqa: S704  (the same)
        table=Table(shown.caption, shown.columns, rows),
        legend=shown.legend,
        note=note,
    )


def mark_of(verdict: Verdict, language: Language) -> Mark:
    """Give the mark that draws a verdict; one of a figure that is not shown has its sign alone."""
    mark = Mark(verdict.sign, verdict.tone.value)
    return mark if mark.is_absent else Mark(mark.sign, mark.tone, text(verdict.word, language))


def estimate_of(
    name: str, figure: Figure, verdict: Verdict, *, own: bool = False, language: Language
) -> Estimate:
    """Give a figure with its verdict, to be drawn."""
    return Estimate(name, figure.value, figure.lower, figure.upper, mark=mark_of(verdict, language), own=own)


def _cell(written: str) -> TableCell:
    sign = _SIGNS.get(written)
    return TableCell(sign=sign) if sign else TableCell(written)

"""A chart or map with what makes it readable for all: caption, summary, and its table in reach."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from folkekommune.web.components.table import Table


@dataclass(frozen=True)
class FigureView:
    """A picture made on the server.

    :param identifier: unique on the page, letters and hyphens.
    :param summary: the sentence that says what the picture shows; it is also the text alternative.
    :param wide: :param narrow: the same picture for wide and narrow screens, as SVG of our own making.
    :param legend: what the marks mean, in words; :param note: a source line below.
    :param table_open: whether the table is seen at once: it is short, and what people come for.
    """

    identifier: str
    caption: str
    summary: str
    wide: Markup
    narrow: Markup
    table: Table
    legend: tuple[str, ...] = ()
    note: str = ""
    table_open: bool = False

"""A chart as a figure of a page: caption, the picture in words, the picture, and its table below."""

from __future__ import annotations

from hashlib import sha256
from html import escape

from folkekommune.disclosure.results import SafeChart
from folkekommune.rendering.charting import picture_of
from folkekommune.rendering.charting.twin import chart_sentences
from folkekommune.rendering.charts import Width
from folkekommune.texts import Language, text


def figure_html(chart: SafeChart, language: Language, *, caption: str, table: str) -> str:
    """Write a figure. Every text in it is escaped; the picture is told to screen readers in words.

    :param table: the same figures as HTML.
    """
    wide, narrow = (picture_of(chart, language, width).svg(language) for width in Width)
    identifier = f"fk-{sha256((caption + wide).encode()).hexdigest()[:10]}"
    named = f"{identifier}-caption {identifier}-words"
    words = escape(" ".join(chart_sentences(chart, language)))
    return "\n".join(
        [
            f'<figure class="fk-figure" aria-labelledby="{identifier}-caption">',
            f'<figcaption id="{identifier}-caption">{escape(caption)}</figcaption>',
            f'<p id="{identifier}-words">{words}</p>',
            f'<div class="fk-figure__picture" role="img" aria-labelledby="{named}">',
            f'<div class="fk-figure__wide">{wide}</div>',
            f'<div class="fk-figure__narrow">{narrow}</div>',
            "</div>",
            '<details class="ds-details">',
            f"<summary>{escape(text('charting.table', language))}</summary>",
            f"<div>{table}</div>",
            "</details>",
            "</figure>",
        ]
    )

"""Protected results as plain text for a terminal."""

from __future__ import annotations

from folkekommune.disclosure.results import Refusal, SafeChart, SafeResult
from folkekommune.rendering.charting.twin import chart_sentences
from folkekommune.rendering.grid import Grid
from folkekommune.rendering.laying import laid_out
from folkekommune.rendering.protection import protection_sentences, refusal_sentence
from folkekommune.texts import Language


def result_text(result: SafeResult, language: Language) -> str:
    """Write a result with its protection below it."""
    if isinstance(result, Refusal):
        return refusal_sentence(result, language)
    written = [grid_text(grid) for grid in laid_out(result, language)]
    words = [" ".join(chart_sentences(result, language))] if isinstance(result, SafeChart) else []
    return "\n".join([*words, "\n\n".join(written), *protection_sentences(result.protection, language)])


def grid_text(grid: Grid) -> str:
    """Write a grid in columns, labels to the left and figures to the right."""
    lines = [grid.heads, *grid.rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(grid.heads))]

    def line_text(line: tuple[str, ...]) -> str:
        parts = [
            value.ljust(width) if column < grid.labels else value.rjust(width)
            for column, (value, width) in enumerate(zip(line, widths, strict=True))
        ]
        return "  ".join(parts).rstrip()

    rule = "  ".join("-" * width for width in widths)
    title = [grid.title] if grid.title else []
    return "\n".join([*title, line_text(grid.heads), rule, *(line_text(row) for row in grid.rows)])

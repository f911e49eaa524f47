"""Protected results as Markdown, to be put into a report."""

from __future__ import annotations

from folkekommune.disclosure.results import Refusal, SafeResult
from folkekommune.rendering.grid import Grid
from folkekommune.rendering.laying import laid_out
from folkekommune.rendering.protection import protection_sentences, refusal_sentence
from folkekommune.texts import Language


def result_markdown(result: SafeResult, language: Language) -> str:
    """Write a result as tables with its protection below."""
    if isinstance(result, Refusal):
        return refusal_sentence(result, language)
    tables = [_table(grid) for grid in laid_out(result, language)]
    return "\n\n".join([*tables, " ".join(protection_sentences(result.protection, language))])


def _table(grid: Grid) -> str:
    sides = ["---"] * grid.labels + ["---:"] * (len(grid.heads) - grid.labels)
    lines = [_row(grid.heads), _row(sides), *(_row(row) for row in grid.rows)]
    return "\n".join([f"**{grid.title}**", "", *lines] if grid.title else lines)


def _row(cells: tuple[str, ...] | list[str]) -> str:
    written = " | ".join(cell.replace("|", "\\|") for cell in cells)
    return f"| {written} |"

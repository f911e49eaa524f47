"""Tables for stewards as rows and columns of texts: a row a place, a column a measure, without totals."""

from __future__ import annotations

from folkekommune.disclosure.results import SafeTable
from folkekommune.rendering.grid import Grid, written
from folkekommune.texts import Language, text

_PERCENTS = frozenset({"percent", "answered", "implausible", "copied", "came", "missing"})


def steward_grid(table: SafeTable, language: Language) -> Grid:
    """Lay a table out, in the order its rows were made."""
    heads = (
        *(text(f"quality.head-{dimension.name}", language) for dimension in table.dimensions),
        *(measure_head(measure, language) for measure in table.measures),
    )
    rows = []
    for cell in table.cells:
        labels = [
            getattr(dimension.categories[index or 0], language)
            for dimension, index in zip(table.dimensions, cell.place, strict=True)
        ]
        values = [written(value, language, percent=measure in _PERCENTS) for measure, value in cell.values]
        rows.append((*labels, *values))
    return Grid(heads, tuple(rows), len(table.dimensions))


def measure_head(measure: str, language: Language) -> str:
    """Name a measure; one that is an item of the databank keeps its name."""
    return measure if measure.isupper() else text(f"quality.head-{measure}", language)

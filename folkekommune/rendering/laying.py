"""Lay any protected result out as rectangles of texts."""

from __future__ import annotations

from folkekommune.disclosure.results import SafeChart, SafeResult
from folkekommune.rendering.charting.twin import chart_grids
from folkekommune.rendering.grid import Grid, grids
from folkekommune.texts import Language


def laid_out(result: SafeResult, language: Language) -> tuple[Grid, ...]:
    """Lay a result with figures out; of a chart its table twin.

    :raises TypeError: for what has no figures, or pages of its own.
    """
    return chart_grids(result, language) if isinstance(result, SafeChart) else grids(result, language)

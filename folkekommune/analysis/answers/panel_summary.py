"""Key figures of panels: those of all dates below each other."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.analysis.categories import labels_of
from folkekommune.disclosure.analyses import relabelled
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeLabel, SafeResult, SafeSummary
from folkekommune.disclosure.slices import summaries_by_date
from folkekommune.query.outputs import PanelSummary

OUTPUT = PanelSummary


def combine(output: PanelSummary, results: Sequence[SafeResult], policy: Policy) -> SafeResult:
    """Put the key figures of all dates below each other."""
    summaries = [result for result in results if isinstance(result, SafeSummary)]
    return summaries_by_date(summaries, _dates(output), policy)


def under_names(result: SafeResult, output: PanelSummary) -> SafeResult:
    """Put the names of variables and dates in place."""
    return relabelled(result, {label.value: label for label in _dates(output)}, output.variables)


def _dates(output: PanelSummary) -> tuple[SafeLabel, ...]:
    return labels_of(output.dates, output.dates.categories or ()).categories

"""Transitions of panels: the tables of every two dates in a row, added up."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.analysis.categories import labels_of
from folkekommune.disclosure.analyses import relabelled
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeLabel, SafeResult, SafeTable
from folkekommune.disclosure.slices import transitions
from folkekommune.query.outputs import Transitions

OUTPUT = Transitions


def combine(output: Transitions, results: Sequence[SafeResult], policy: Policy) -> SafeResult:
    """Add the tables of each variable up."""
    tables = [result for result in results if isinstance(result, SafeTable)]
    each = len(tables) // len(output.variables)
    return transitions(
        [
            (variable.label, tables[place * each : (place + 1) * each])
            for place, variable in enumerate(output.variables)
        ],
        policy,
    )


def under_names(result: SafeResult, output: Transitions) -> SafeResult:
    """Put the names of variables in place; labels belong to the question."""
    names = [variable.label for variable in output.variables for _ in range(2)]
    labels: dict[str, SafeLabel] = {}
    if len(output.variables) == 1:
        (variable,) = output.variables
        labels = {label.value: label for label in labels_of(variable, variable.categories or ()).categories}
    return relabelled(result, labels, names)

"""Tables of panels: the tables of all dates side by side."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.analysis.categories import labels_of
from folkekommune.disclosure.gate import under_names as named
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeResult, SafeTable
from folkekommune.disclosure.slices import tables_side_by_side
from folkekommune.query.outputs import PanelTable

OUTPUT = PanelTable


def combine(output: PanelTable, results: Sequence[SafeResult], policy: Policy) -> SafeResult:
    """Put the tables of all dates beside each other."""
    tables = [result for result in results if isinstance(result, SafeTable)]
    return tables_side_by_side(
        tables,
        labels_of(output.dates, output.dates.categories or ()),
        [measure.value for measure in output.measures],
        policy=policy,
        independence=output.independence,
    )


def under_names(result: SafeResult, output: PanelTable) -> SafeResult:
    """Put the names of dimensions and the labels of categories in place."""
    asked = (*output.slices[0].dimensions, output.dates)
    labelled = [labels_of(each, each.categories or ()) for each in asked]
    dimensions = [(each.name, {label.value: label for label in each.categories}) for each in labelled]
    return named(result, dimensions=dimensions, variables=())

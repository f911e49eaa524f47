"""Slices of a panel: the persons at one date, a data set of persons like any other.

The steps of a panel see one row at a time, so that the same steps over one date's values give the very
rows of that date. What is shown of a panel by date is shown of its slices, with their lineage; nobody
is counted twice in one of them.
"""

from __future__ import annotations

from folkekommune.query.dataset import DATE_OF_PANEL, Dataset, Join, PanelRoot
from folkekommune.query.expressions import Number
from folkekommune.query.prediction import Predict
from folkekommune.query.steps import Assign, Copy, Select
from folkekommune.query.typing import QueryError


def slices(panel: Dataset) -> tuple[tuple[int, Dataset], ...]:
    """Give the persons of a panel at each date, under the panel's names.

    :raises QueryError: when a step of the panel looks at all dates of a person.
    """
    root = panel.root
    if not isinstance(root, PanelRoot):
        raise TypeError("only a panel has slices")
    return tuple((date, _slice(panel, root, place)) for place, date in enumerate(root.dates))


def _slice(panel: Dataset, root: PanelRoot, place: int) -> Dataset:
    columns = {name: column for name, column in root.at(place).items() if name != column}
    dataset = root.source
    taken = {f"@{column}": column for column in columns.values()}
    for new, old in taken.items():
        dataset = dataset.then(Copy(old, new))
    dataset = dataset.then(Select((*root.fixed, *taken)))
    for name, column in columns.items():
        dataset = dataset.then(Copy(f"@{column}", name))
    dataset = dataset.then(
        Assign(DATE_OF_PANEL, Number(root.dates[place]), codes=(float(root.dates[place]),))
    )
    dataset = dataset.then(Select((*(name for name, _ in root.variables), *root.fixed, DATE_OF_PANEL)))
    for step in panel.steps:
        # A model of the rows of all dates is another than one of each date.
        if isinstance(step, Predict) or (isinstance(step, Join) and step.source.fold):
            raise QueryError("query.rows-of-persons")
        dataset = dataset.then(_without_person(step) if isinstance(step, Select) else step)
    return dataset


def _without_person(step: Select) -> Select:
    return Select(tuple(name for name in step.names if not name.startswith("@")))

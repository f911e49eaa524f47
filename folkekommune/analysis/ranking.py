"""Variables that the door itself derives, and what it must know of how others came to be."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.query.dataset import Dataset
from folkekommune.query.expressions import (
    Binary,
    Branch,
    Choose,
    Column,
    IsMissing,
    Missing,
    Not,
    Number,
    Operator,
)
from folkekommune.query.steps import Assign, Import, Keep

PLACE, PRESENT = "@place", "@present"
"""Names with this sign cannot be written in a script."""


def placed(dataset: Dataset, column: str, thresholds: Sequence[float]) -> Dataset:
    """Add a variable: how many of the thresholds, in ascending order, a value is above."""
    value = Column(column)
    branches = [
        Branch(Binary(Operator.AT_MOST, value, Number(threshold)), Number(place))
        for place, threshold in enumerate(thresholds)
    ]
    above = Branch(Not(IsMissing(value)), Number(len(thresholds)))
    return dataset.then(Assign(PLACE, Choose((*branches, above), Missing())))


def present(dataset: Dataset, column: str) -> Dataset:
    """Add a variable that is 1 where another has a value, and else missing."""
    known = Branch(Not(IsMissing(Column(column))), Number(1))
    return dataset.then(Assign(PRESENT, Choose((known,), Missing())))


def imported(dataset: Dataset, column: str) -> bool:
    """Tell whether a variable is one of the release as it stands, derived from nothing."""
    form = dataset.column(column).canonical
    reached: Dataset | None = dataset
    while reached is not None and reached.steps:
        step = reached.steps[-1]
        if isinstance(step, Import) and reached.columns[step.name].canonical == form:
            return True
        reached = reached.previous
    return False


def written_conditions(dataset: Dataset) -> frozenset[int]:
    """Give the places of the conditions that somebody wrote.

    Having a value in the first import is a condition too, but nobody wrote it.
    """
    conditions = [step for step in dataset.steps if isinstance(step, Keep) or _of_population(step)]
    return frozenset(place for place, step in enumerate(conditions) if isinstance(step, Keep))


def _of_population(step: object) -> bool:
    return isinstance(step, Import) and step.population

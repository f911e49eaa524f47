"""Combinations of categories that the catalogue declares impossible: nobody can be in both.

A city district lies in one municipality, so it cannot stand beside another one. Such a cell of a table is
a nought that says nothing of anyone; every other nought is hidden with the small counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.query.dataset import Dataset
from folkekommune.query.steps import Import

Pair = tuple[tuple[str, float | str], tuple[str, float | str]]
"""Two columns, each with one of its values."""


def impossible_pairs(databank: Databank, dataset: Dataset, columns: Iterable[str]) -> frozenset[Pair]:
    """Give the pairs of values that cannot occur together.

    Of variables as they were imported alone: what a script derives may hold any values, under any name.
    """
    found = {name: step for name in columns if (step := _import_of(dataset, name)) is not None}
    return frozenset(
        pair
        for (inner, one), (outer, other) in permutations(found.items(), 2)
        if one.release.databank == other.release.databank == databank.name and one.at == other.at
        for pair in _outside(
            inner, outer, databank.variables.get(one.variable), databank.variables.get(other.variable)
        )
    )


def _outside(inner: str, outer: str, one: Variable | None, other: Variable | None) -> Iterator[Pair]:
    """Give the pairs of an inner code and an outer one that it does not lie in."""
    if one is None or other is None or one.code_list is None or other.code_list is None:
        return
    within = one.code_list.within
    if within is None or (other.item, other.occasion) != (within.item, one.occasion):
        return
    for code in one.code_list.latest:
        for around in other.code_list.latest:
            if not code.sentinel and not around.sentinel and within.outer(code.value) != str(around.value):
                yield (inner, code.value), (outer, around.value)


def _import_of(dataset: Dataset, column: str) -> Import | None:
    """Give the step that imported a column, if it is as it was imported."""
    form = dataset.column(column).canonical
    reached: Dataset | None = dataset
    while reached is not None and reached.steps:
        step = reached.steps[-1]
        if isinstance(step, Import) and reached.columns[step.name].canonical == form:
            return step
        reached = reached.previous
    return None

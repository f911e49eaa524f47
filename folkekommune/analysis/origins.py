"""Which imported variables a variable of a data set rests on."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from folkekommune.query.dataset import PERSON, Dataset, GroupRoot, Join, PanelRoot, Root
from folkekommune.query.expressions import columns_of
from folkekommune.query.prediction import Predict
from folkekommune.query.steps import Assign, Copy, Import, Keep, Rank, Rename

Sources = frozenset[str]
"""Names of imported variables."""

MANY: Sources = frozenset({"one", "another"})
"""What stands for anything at all: the sources of what came in from another data set, or from a model."""

TOLD: Sources = frozenset({"told by others"})
"""Stands beside them where a value of one person was told by those who name her, such as her children."""


def told_by_others(dataset: Dataset, names: Iterable[str]) -> bool:
    """Tell whether variables of a data set, or who is in it, rest on what one person was told by others."""
    kept = (
        (name, place)
        for place, step in enumerate(dataset.steps)
        if isinstance(step, Keep)
        for name in columns_of(step.condition)
    )
    read = (*((name, len(dataset.steps)) for name in names), *kept)
    return any(TOLD.issubset(sources_of(dataset, name, place)) for name, place in read)


@lru_cache(maxsize=10_000)
def sources_of(dataset: Dataset, name: str, before: int) -> Sources:
    """Give the imported variables that a variable, as it is before a step, rests on."""
    steps = dataset.steps
    for place in range(before - 1, -1, -1):
        step = steps[place]
        match step:
            case Import(name=made) if made == name:
                return frozenset({step.variable})
            case Rename(old, new) | Copy(old, new) if new == name:
                return sources_of(dataset, old, place)
            case Assign(name=made) if made == name:
                read = set(columns_of(step.value))
                if step.where is not None:
                    read |= {*columns_of(step.where), name}
                return frozenset().union(*(sources_of(dataset, each, place) for each in read))
            case Join(names=names, source=source) if name in names:
                return MANY | TOLD if source.named or told_by_others(source, (name,)) else MANY
            case Predict(made=made_names) if name in dict(made_names).values():
                read = {*step.formula.columns, *(columns_of(step.where) if step.where is not None else ())}
                return MANY.union(*(sources_of(dataset, each, place) for each in read))
            case Rank(name=made) if made == name:
                return MANY | sources_of(dataset, step.column, place)
    # A variable nothing made yet rests on nothing; what other steps make may rest on anything.
    made_by = (getattr(step, "name", None) for step in steps[:before])
    return MANY if name in made_by else _of_root(dataset.root, name)


def _of_root(root: Root, name: str) -> Sources:
    """Give the sources of a variable that a data set begins with."""
    match root:
        case PanelRoot(source=source):
            read = dict(root.variables).get(name, (name,) if name in root.fixed else ())
        case GroupRoot(source=source, by=by) if by == PERSON:
            read = tuple(each.column for each in root.aggregates if each.name == name)
            if told_by_others(source, read):
                return MANY | TOLD
        case _:
            return frozenset()
    return frozenset().union(*(sources_of(source, each, len(source.steps)) for each in read))

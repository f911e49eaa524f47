"""Which imported variables a variable of a data set rests on."""

from __future__ import annotations

from functools import cache

from folkekommune.query.dataset import Join, Step
from folkekommune.query.expressions import columns_of
from folkekommune.query.prediction import Predict
from folkekommune.query.steps import Assign, Copy, Import, Rename

Sources = frozenset[str]
"""Names of imported variables."""

MANY: Sources = frozenset({"one", "another"})
"""What stands for anything at all: the sources of what came in from another data set, or from a model."""


@cache
def sources_of(steps: tuple[Step, ...], name: str, before: int) -> Sources:
    """Give the imported variables that a variable, as it is before a step, rests on."""
    for place in range(before - 1, -1, -1):
        step = steps[place]
        match step:
            case Import(name=made) if made == name:
                return frozenset({step.variable})
            case Rename(old, new) | Copy(old, new) if new == name:
                return sources_of(steps, old, place)
            case Assign(name=made) if made == name:
                read = set(columns_of(step.value))
                if step.where is not None:
                    read |= {*columns_of(step.where), name}
                return frozenset().union(*(sources_of(steps, each, place) for each in read))
            case Join(names=names) if name in names:
                return MANY
            case Predict(made=made_names) if name in dict(made_names).values():
                return MANY
    # A variable nothing made yet rests on nothing; what other steps make may rest on anything.
    made_by = (getattr(step, "name", None) for step in steps[:before])
    return MANY if name in made_by else frozenset()

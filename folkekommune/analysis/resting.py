"""Which steps of a data set a question rests on."""

from __future__ import annotations

from collections.abc import Iterable

from folkekommune.query.dataset import Step
from folkekommune.query.expressions import columns_of
from folkekommune.query.steps import Assign, Copy, Import, Keep, Rename, Select


def rested_on(steps: tuple[Step, ...], read: Iterable[str], *, conditions: bool = True) -> list[int]:
    """Give the places of the conditions and assignments that can change an answer, in their order.

    A variable that is made and neither read nor part of a condition changes none. What a step of another
    kind reads is not looked into: before one, everything may be read.

    :param read: the variables that the question itself reads.
    :param conditions: not given, it is what can change these variables, whoever is kept.
    """
    needed, found, anything = set(read), list[int](), False
    for place in range(len(steps) - 1, -1, -1):
        match steps[place]:
            case Keep() if not conditions:
                pass
            case Keep(condition):
                found.append(place)
                needed.update(columns_of(condition))
            case Assign(name=name, value=value, where=where):
                if not anything and name not in needed:
                    continue
                found.append(place)
                if where is None:
                    needed.discard(name)
                else:
                    needed.update(columns_of(where))
                needed.update(columns_of(value))
            case Rename(old, new) | Copy(old, new):
                if new in needed:
                    needed.discard(new)
                    needed.add(old)
            case Import() | Select():
                pass
            case _:
                anything = True
    return found[::-1]

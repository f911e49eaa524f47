"""Which divisions of people a question makes up: what a budget must count.

Every bounded noise gives way to enough questions about the same people (Dinur and Nissim 2003). What opens
new questions without end is not populations but divisions that somebody makes up: a variable that
marks an arbitrary half, a condition that mixes several variables. Each counts once a day. A variable of the
catalogue, one that groups the few codes of such a variable, and a threshold on one count nothing: there
are not many of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from folkekommune.analysis.origins import Sources, sources_of
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ColumnInfo
from folkekommune.query.dataset import Dataset, GroupRoot, Join, Step
from folkekommune.query.expressions import ORDER, Binary, Column, Expression, columns_of
from folkekommune.query.outputs import Output
from folkekommune.query.steps import Assign, Copy, Import, Keep, Rename

CODES = 50
"""A variable of more codes than this can mark anybody."""


def made_up(output: Output) -> frozenset[str]:
    """Give the made-up divisions of a question, each by a digest of how it came to be."""
    return frozenset(_divisions(output.dataset, output.read))


def _divisions(dataset: Dataset, used: Iterable[str]) -> Iterator[str]:
    """Give those among variables and among all conditions, in the sources of collapse and merge too."""
    end = len(dataset.steps)
    for name in used:
        read = sources_of(dataset, name, end)
        if not _imported(dataset.steps, name, end) and not _few(dataset, read):
            yield dataset.column(name).canonical
    bit = 0
    for place, step in enumerate(dataset.steps):
        if isinstance(step, Keep) and not _plain(dataset, step.condition, place):
            yield digest("condition", dataset.conditions[bit].canonical)
        if isinstance(step, Join):
            yield from _divisions(step.source, ())
        bit += isinstance(step, Keep) or (isinstance(step, Import) and step.population)
    if isinstance(dataset.root, GroupRoot):
        aggregated = (aggregate.column for aggregate in dataset.root.aggregates)
        yield from _divisions(dataset.root.source, {dataset.root.by, *aggregated})


def _plain(dataset: Dataset, condition: Expression, place: int) -> bool:
    """Tell whether a condition is a threshold on an imported variable, or reads one of few codes."""
    match condition:
        case Binary(operator, Column(name), right) if operator in ORDER and not list(columns_of(right)):
            if _imported(dataset.steps, name, place):
                return True
    read = [sources_of(dataset, name, place) for name in set(columns_of(condition))]
    return _few(dataset, frozenset().union(*read))


def _few(dataset: Dataset, sources: Sources) -> bool:
    """Tell whether all there is rests on one variable of few codes, or on none."""
    if len(sources) > 1:
        return False
    infos = [step.info for step in dataset.steps if isinstance(step, Import) and step.variable in sources]
    return all(_coded(info) for info in infos)


def _coded(info: ColumnInfo) -> bool:
    return info.codes is not None and len(info.codes) <= CODES


def _imported(steps: tuple[Step, ...], name: str, before: int) -> bool:
    """Tell whether a variable, as it is before a step, is one of the catalogue."""
    for place in range(before - 1, -1, -1):
        match steps[place]:
            case Import(name=made) if made == name:
                return True
            case Rename(old, new) | Copy(old, new) if new == name:
                return _imported(steps, old, place)
            case Assign(name=made) if made == name:
                return False
    return False

"""Collapsed and merged sources: judged and protected before their values are used.

What comes out of ``collapse`` or ``merge`` rests on the population and the conditions of its source.
That population has the same floor as any other; conditions that make a difference to too few persons
are left out there, just as they are for a table; and the statistics of groups are protected figures,
since a merge copies them to everybody in the group.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from folkekommune.analysis.groups import UnprotectedError, protected_groups
from folkekommune.analysis.inquiry import Inquiry
from folkekommune.analysis.origins import told_by_others
from folkekommune.analysis.predictions import predicted, units_of
from folkekommune.analysis.whole_population import made_ready
from folkekommune.disclosure.gate import Judged
from folkekommune.query.dataset import PERSON, Dataset, GroupRoot, Join, PanelRoot, Step, start
from folkekommune.query.prediction import Predict
from folkekommune.query.steps import Draw, Rank

Ask = Callable[[Dataset, int], Inquiry]
"""Begins an inquiry about a data set and the fingerprint of its sources."""


class TooFewError(Exception):
    """A source rests on a population under the floor."""

    def __init__(self, population: Judged) -> None:
        super().__init__()
        self.population = population


def resolve(dataset: Dataset, ask: Ask, floor: int) -> Inquiry:
    """Make every source of a data set ready to be used.

    :param floor: of the population of a source.
    :raises TooFewError: when a source is under it.
    :raises UnprotectedError: for a collapse whose values cannot be protected.
    """
    return ask(*_rebuilt(dataset, ask, floor))


def _rebuilt(dataset: Dataset, ask: Ask, floor: int) -> tuple[Dataset, int]:
    """Give a data set whose sources may be used, and the fingerprint of those that rest on others."""
    rebuilt, mixed = _from_root(dataset, ask, floor)
    if rebuilt.root == dataset.root and not any(
        isinstance(step, Join | Rank | Draw | Predict) for step in dataset.steps
    ):
        return dataset, mixed
    for step in dataset.steps:
        if _told_of_many(dataset, step):
            raise UnprotectedError("collapse.identifier")
        if isinstance(step, Join) and step.source.fold:
            folded, added = _rebuilt(step.source, ask, floor)
            rebuilt = rebuilt.then(replace(step, source=folded))
            mixed ^= added
        elif isinstance(step, Join):
            ready = _ready(step.source, ask, floor)
            joined = replace(step, source=ready.inquiry.dataset, ignored=ready.left_out)
            rebuilt = rebuilt.then(joined)
            mixed ^= ready.fingerprint
        elif isinstance(step, Rank | Draw):
            ready = _judged(ask(rebuilt, mixed), floor)
            rebuilt = ready.inquiry.dataset.then(made_ready(ready.inquiry, step, ready.population))
            mixed ^= ready.population.count.people.fingerprint if isinstance(step, Draw) else 0
        elif isinstance(step, Predict):
            ready = _judged(ask(units_of(rebuilt, step), mixed), floor)
            rebuilt = predicted(rebuilt, step, ready.inquiry, ready.population)
        else:
            rebuilt = rebuilt.then(step)
    return rebuilt, mixed


def _told_of_many(dataset: Dataset, step: Step) -> bool:
    """Tell whether a step shows groups that are named by a person to others than her.

    What one person has told is in the value of the one she names. Were it copied to all who name her too,
    there would be no telling how much of an answer rests on one of them. That holds for a value that was
    merged into the one she names first, and for what is made of it.
    """
    if isinstance(step, Join):
        hers = step.key in {None, PERSON}
        return (step.key is not None and step.source.named) or (
            not hers and told_by_others(step.source, step.names)
        )
    return dataset.named and isinstance(step, Rank | Draw | Predict)


def _from_root(dataset: Dataset, ask: Ask, floor: int) -> tuple[Dataset, int]:
    match dataset.root:
        case PanelRoot(source) as root:
            persons, mixed = _rebuilt(source, ask, floor)
            return start(replace(root, source=persons)), mixed
        case GroupRoot(source) as root if dataset.fold:
            # What is known of each person from her own rows needs no protection before it is shown.
            rows, mixed = _rebuilt(source, ask, floor)
            return start(replace(root, source=rows)), mixed
        case GroupRoot(source) if source.named:
            raise UnprotectedError("collapse.identifier")
        case GroupRoot(source) as root if dataset.named:
            # Each group is what is known of one person from those who name her; it comes out through her.
            ready = _ready(source, ask, floor)
            whole = replace(root, source=ready.inquiry.dataset, ignored=ready.left_out)
            return start(whole), ready.fingerprint
        case GroupRoot(source) as root:
            ready = _ready(source, ask, floor)
            return protected_groups(ready.inquiry, root, ready.population), ready.fingerprint
        case root:
            return start(root), 0


@dataclass(frozen=True)
class _Ready:
    """A source that may be used, and its population."""

    inquiry: Inquiry
    population: Judged

    @property
    def left_out(self) -> frozenset[int]:
        """The conditions that make too little difference."""
        return frozenset(range(len(self.inquiry.dataset.conditions))) - self.population.count.cell.filters

    @property
    def fingerprint(self) -> int:
        """The people of the source and of its own sources."""
        return self.inquiry.sources ^ self.population.count.people.fingerprint


def _ready(source: Dataset, ask: Ask, floor: int) -> _Ready:
    return _judged(resolve(source, ask, floor), floor)


def _judged(inquiry: Inquiry, floor: int) -> _Ready:
    population = inquiry.judged()
    if population.persons < floor:
        raise TooFewError(population)
    return _Ready(inquiry, population)

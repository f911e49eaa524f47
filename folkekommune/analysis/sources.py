"""Collapsed and merged sources: judged and protected before their values are used.

What comes out of ``collapse`` or ``merge`` rests on the population and the conditions of its source.
That population has the same floor as any other; conditions that make a difference to too few persons
are left out there, just as they are for a table; and the statistics of groups are protected figures,
since a merge copies them to everybody in the group.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from folkekommune.analysis.groups import protected_groups
from folkekommune.analysis.inquiry import Inquiry
from folkekommune.analysis.whole_population import made_ready
from folkekommune.disclosure.gate import Judged
from folkekommune.query.dataset import Dataset, Draw, GroupRoot, Join, Rank, start

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
    mixed = 0
    rebuilt = start(dataset.root)
    if isinstance(dataset.root, GroupRoot):
        ready = _ready(dataset.root.source, ask, floor)
        rebuilt = protected_groups(ready.inquiry, dataset.root, ready.population)
        mixed ^= ready.fingerprint
    elif not any(isinstance(step, Join | Rank | Draw) for step in dataset.steps):
        return ask(dataset, 0)
    for step in dataset.steps:
        if isinstance(step, Join) and not step.source.fold:
            # A fold holds what is known of each person from her own rows, like an import.
            ready = _ready(step.source, ask, floor)
            joined = replace(step, source=ready.inquiry.dataset, ignored=ready.left_out)
            rebuilt = rebuilt.then(joined)
            mixed ^= ready.fingerprint
        elif isinstance(step, Rank | Draw):
            ready = _judged(ask(rebuilt, mixed), floor)
            rebuilt = ready.inquiry.dataset.then(made_ready(ready.inquiry, step, ready.population))
            mixed ^= ready.population.count.people.fingerprint if isinstance(step, Draw) else 0
        else:
            rebuilt = rebuilt.then(step)
    return ask(rebuilt, mixed)


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

"""Collapsed and merged sources: the low-effect rule is applied to each before its values are used.

What comes out of ``collapse`` or ``merge`` rests on the conditions of its source; those that make a
difference to too few persons are left out there, just as they are for a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from folkekommune.disclosure.policy import Policy
from folkekommune.query.dataset import Dataset, GroupRoot, Join, start

LeftOut = Callable[[Dataset], tuple[frozenset[int], int]]
"""Gives the conditions of a source to leave out, and the fingerprint of the people left."""


@dataclass(frozen=True)
class Resolved:
    """A data set whose sources are ready to be used, and the fingerprint of those sources."""

    dataset: Dataset
    sources: int


def resolve(dataset: Dataset, policy: Policy, left_out: LeftOut) -> Resolved:
    """Apply the low-effect rule and the floor of groups to every source of a data set."""
    mixed = 0
    root = dataset.root
    if isinstance(root, GroupRoot):
        inner = resolve(root.source, policy, left_out)
        ignored, people = left_out(inner.dataset)
        root = replace(root, source=inner.dataset, ignored=ignored, floor=policy.floors.numeric)
        mixed ^= inner.sources ^ people
    elif not any(isinstance(step, Join) for step in dataset.steps):
        return Resolved(dataset, 0)
    rebuilt = start(root)
    for step in dataset.steps:
        ready = step
        if isinstance(step, Join):
            inner = resolve(step.source, policy, left_out)
            ignored, people = left_out(inner.dataset)
            ready = replace(step, source=inner.dataset, ignored=ignored)
            mixed ^= inner.sources ^ people
        rebuilt = rebuilt.then(ready)
    return Resolved(rebuilt, mixed)

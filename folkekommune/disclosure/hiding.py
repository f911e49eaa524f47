"""Secondary hiding: hide so much more that no hidden cell can be worked out by adding and subtracting.

A whole that is the sum of its parts gives away a hidden part when all else is shown (FHI's hidden
triangles): a municipality and its districts, both sexes and each, pooled years and each, cases and the
others. So beside a hidden part the smallest next one is hidden, until several are and their sum is large
enough; that may open another sum, so it goes on until nothing changes. Cells without noise are then held
against what an attacker can work out from all sums together (``recovery``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress, product

import numpy as np
from numpy.typing import NDArray

from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.policy_sections import Hiding, Secondary
from folkekommune.disclosure.recovery import Sum, recoverable
from folkekommune.disclosure.results import SafeValue, Sign


@dataclass(frozen=True)
class Adding:
    """Cells that add up in several ways.

    :param counts: of each cell that may be shown, by its name. A name that only stands in the sums is a
        number that nobody shows but that follows where the others of a sum are known.
    """

    counts: Mapping[str, int]
    sums: tuple[Sum, ...]

    def following(self, known: Collection[str]) -> frozenset[str]:
        """Give all names that are known or follow, one after the other, from what is known."""
        numbers, members, begins = self._members
        unknown = np.array([name not in known for name in numbers], dtype=bool)
        alone = np.ones(len(begins), bool)
        while alone.any():
            left = unknown[members]
            alone = np.add.reduceat(left, begins, dtype=np.intp) == 1
            lengths = np.diff(begins, append=len(members))
            unknown[members[left & np.repeat(alone, lengths)]] = False
        return frozenset(known).union(compress(numbers, ~unknown))

    @cached_property
    def _members(self) -> tuple[Mapping[str, int], NDArray[np.intp], NDArray[np.intp]]:
        """The numbers of all names in sums, those of each sum's members, and where each sum begins."""
        distinct = [tuple(dict.fromkeys(each.members)) for each in self.sums]
        numbers = {name: number for number, name in enumerate(dict.fromkeys(chain.from_iterable(distinct)))}
        members = np.array([numbers[name] for names in distinct for name in names], dtype=np.intp)
        begins = np.cumsum([0, *map(len, distinct)], dtype=np.intp)[:-1]
        return numbers, members, begins

    @cached_property
    def standing_in(self) -> Mapping[str, Sequence[int]]:
        """By name, the numbers of the sums that it is a member of."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for number, each in enumerate(self.sums):
            found[each.whole].append(number)
            for part in each.parts:
                found[part].append(number)
        return dict(found)


def lattice(axes: Sequence[Mapping[str, Sequence[str]]], every: Sequence[Sequence[str]]) -> tuple[Sum, ...]:
    """Give the sums of a cube: along each axis, for each combination of categories of the others.

    :param axes: for each axis its wholes, with the categories that add up to each.
    :param every: for each axis all its categories, the wholes among them. A cell is named by its own.
    """
    return tuple(
        Sum(
            "|".join((*rest[:number], whole, *rest[number:])),
            tuple("|".join((*rest[:number], part, *rest[number:])) for part in parts),
        )
        for number, wholes in enumerate(axes)
        for whole, parts in wholes.items()
        for rest in product(*(each for other, each in enumerate(every) if other != number))
    )


class Unseen:
    """Cells that are not shown, with all that must be hidden beside them.

    A sum is looked at again only when more of its members are unseen, or follow from others no longer.
    Nothing else changes what it asks for.
    """

    def __init__(self, cells: Adding, limits: Secondary) -> None:
        self.names: set[str] = set()
        self._cells = cells
        self._limits = limits
        self._follow: frozenset[str] = frozenset()
        self._asking = bytearray(len(cells.sums))

    def hide(self, names: Collection[str]) -> None:
        """Hide cells, and beside them until no sum asks for more."""
        self._add(names)
        before = -1
        while before < len(self.names):
            before = len(self.names)
            self._go_through()

    def _go_through(self) -> None:
        """Hide for each sum that asks for it its smallest next part, or the whole if none is left."""
        cells = self._cells
        follow = cells.following(cells.counts.keys() - self.names) - cells.counts.keys()
        self._ask(self._follow - follow)
        self._follow = follow
        number = self._asking.find(1)
        while number >= 0:
            self._asking[number] = False
            each = cells.sums[number]
            if self._tells(each):
                self._add(
                    _smallest(cells, each.parts, self.names) or _smallest(cells, (each.whole,), self.names)
                )
            number = self._asking.find(1, number + 1)

    def _tells(self, each: Sum) -> bool:
        """Whether a sum tells of one of its unseen members, or too much of several."""
        counts, unseen = self._cells.counts, self.names
        unknown = [n for n in each.members if n in unseen or not (n in counts or n in self._follow)]
        if len(unknown) == 1:
            return unknown[0] in unseen
        parts = [name for name in each.parts if name in unseen]
        if not parts or each.whole in unknown:
            return False
        return len(parts) < self._limits.parts or sum(counts[part] for part in parts) < self._limits.total

    def _add(self, names: Collection[str]) -> None:
        more = [name for name in names if name not in self.names]
        self.names.update(more)
        self._ask(more)

    def _ask(self, names: Collection[str]) -> None:
        for name in names:
            for number in self._cells.standing_in.get(name, ()):
                self._asking[number] = True


def hide(cells: Adding, banded: Collection[str], limits: Secondary, *, band: int | None) -> frozenset[str]:
    """Give everything to be hidden, where some cells are in the band.

    :param band: exact counts under it are in the band; ``None`` for counts with noise, no sum of which
        is exact.
    """
    unseen = Unseen(cells, limits)
    more = frozenset(banded)
    while more:
        unseen.hide(more)
        more = frozenset()
        if band is not None:
            more = _by_recovery(cells, frozenset(banded), frozenset(unseen.names), band)
    return frozenset(unseen.names)


def protect_outside(counts: Mapping[str, int], sums: Sequence[Sum], policy: Policy) -> dict[str, SafeValue]:
    """Protect counts from elsewhere, which carry no noise: hide those in the band, and what tells of them.

    One sign stands for both: knowing that a cell beside others is not in the band would tell of them.

    :raises ValueError: when the counts do not add up.
    """
    whole = [each for each in sums if all(name in counts for name in each.members)]
    if any(counts[each.whole] != sum(counts[part] for part in each.parts) for each in whole):
        raise ValueError("counts that do not add up")
    band = policy.floors.band
    banded = {name for name, count in counts.items() if count < band}
    hidden = frozenset(banded)
    if policy.secondary.outside is Hiding.HIDE:
        hidden = hide(Adding(counts, tuple(sums)), banded, policy.secondary, band=band)
    return {
        name: SafeValue(None, Sign.HIDDEN) if name in hidden else SafeValue(str(count))
        for name, count in counts.items()
    }


def _by_recovery(cells: Adding, banded: frozenset[str], hidden: frozenset[str], band: int) -> frozenset[str]:
    """Give a cell to be hidden for each cell of the band that all sums together say too much of."""
    shown = {name: count for name, count in cells.counts.items() if name not in hidden}
    most = sum(cells.counts.values())
    more: frozenset[str] = frozenset()
    for name in recoverable(shown, cells.sums, banded, band=band, most=most):
        around = _around(cells, name, shown)
        # What is hidden for one of them may be enough for the next.
        if more.isdisjoint(around):
            more |= _smallest(cells, around, hidden)
    return more


def _around(cells: Adding, name: str, shown: Collection[str]) -> set[str]:
    """Give the shown cells in a sum with a cell, or with those it is in a sum with, and so on."""
    near, reached = {name}, set[str]()
    while near != reached and near.isdisjoint(shown):
        reached = near
        near = near.union(*(each.members for each in cells.sums if not reached.isdisjoint(each.members)))
    return near & set(shown)


def _smallest(cells: Adding, among: Collection[str], hidden: Collection[str]) -> frozenset[str]:
    left = [name for name in among if name in cells.counts and name not in hidden]
    return frozenset({min(left, key=lambda name: (cells.counts[name], name))}) if left else frozenset()

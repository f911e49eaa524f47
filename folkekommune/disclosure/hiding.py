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
from itertools import product

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
        found = set(known)
        # Most is known: only the sums that anything unknown stands in are looked at.
        unknown: defaultdict[int, set[str]] = defaultdict(set)
        for name, numbers in self.standing_in.items():
            if name not in found:
                for number in numbers:
                    unknown[number].add(name)
        follows = [name for names in unknown.values() if len(names) == 1 for name in names]
        while follows:
            name = follows.pop()
            if name not in found:
                found.add(name)
                for number in self.standing_in[name]:
                    names = unknown[number]
                    names.discard(name)
                    if len(names) == 1:
                        follows += names
        return frozenset(found)

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


def hide(cells: Adding, banded: Collection[str], limits: Secondary, *, band: int | None) -> frozenset[str]:
    """Give everything to be hidden, where some cells are in the band.

    :param band: exact counts under it are in the band; ``None`` for counts with noise, no sum of which
        is exact.
    """
    hidden = frozenset(banded)
    while True:
        more = _by_triangle(cells, hidden, limits)
        if not more and band is not None:
            more = _by_recovery(cells, frozenset(banded), hidden, band)
        if not more:
            return hidden
        hidden |= more


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


def _by_triangle(cells: Adding, hidden: frozenset[str], limits: Secondary) -> frozenset[str]:
    """Give for each sum that asks for it its smallest next part, or the whole if none is left."""
    follow = cells.following(cells.counts.keys() - hidden) - cells.counts.keys()
    unseen = set(hidden)
    # Sums without anything unseen ask for nothing; those of what is hidden on the way may.
    asking = bytearray(len(cells.sums))
    _ask(cells, hidden, asking)
    for number, each in enumerate(cells.sums):
        if not asking[number]:
            continue
        parts = [name for name in each.parts if name in unseen]
        unknown = [n for n in each.members if n in unseen or not (n in cells.counts or n in follow)]
        enough = len(parts) >= limits.parts and sum(cells.counts[part] for part in parts) >= limits.total
        if (len(unknown) == 1 and unknown[0] in unseen) or (
            parts and each.whole not in unknown and not enough
        ):
            more = _smallest(cells, each.parts, unseen) or _smallest(cells, (each.whole,), unseen)
            unseen |= more
            _ask(cells, more, asking)
    return frozenset(unseen - hidden)


def _ask(cells: Adding, names: Collection[str], asking: bytearray) -> None:
    for name in names:
        for number in cells.standing_in.get(name, ()):
            asking[number] = True


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

"""What has been said of which people: the audit of differences (disclosure-rules.md section 7).

Two answers about groups that differ by a few people tell, subtracted, about those few. So a count of a
group that is nearly one of which something was said takes the value that was said, whoever heard it
and in whatever words it was asked for. That holds for no difference at all as well: if the person left
out has not got the trait, both questions are about the same people, and the answer must be the same
as if she had. Whether a person has a trait therefore never decides what is answered.

How few people differ is read off the sketches of two groups (``query.engine.Cells``): the distance of
two sketches is never more than the number of people who differ, and for unrelated groups far beyond
the limit. A million groups take 40 MB, and a group is only held against those of about its size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.query.engine import SKETCH_BITS

GROUP = np.dtype(
    [("count", "<i8"), ("fingerprint", "<u8"), ("sketch", "<u8"), ("conditions", "<u8"), ("said", "<i8")]
)
Groups = NDArray[np.void]
Number = TypeVar("Number", int, NDArray[np.int64])
_HALF = 1 << (SKETCH_BITS - 1)
_COUNTERS_IN_16_BITS = 16 // SKETCH_BITS
# Half a counter added to each, so that none of a difference borrows from the next.
_EVEN = np.uint64(sum(_HALF << (SKETCH_BITS * place) for place in range(64 // SKETCH_BITS)))
_DISTANCES = np.array(
    [
        sum(
            abs((word >> (SKETCH_BITS * place) & (2 * _HALF - 1)) - _HALF)
            for place in range(_COUNTERS_IN_16_BITS)
        )
        for word in range(1 << 16)
    ],
    dtype=np.uint8,
)
_LATEST = 4096
"""Groups that are kept apart before they are sorted in among the others."""


@dataclass(frozen=True)
class Nearness:
    """When two groups are nearly one: fewer people differ than a limit that is drawn for the two.

    :param limit: the limit, :param fuzz: how far it is moved at most. Of small groups fewer than half
        the people may differ.
    """

    limit: int
    fuzz: int
    key: NoiseKey

    @property
    def reach(self) -> int:
        """How many people differ at least where no draw makes two groups one."""
        return self.limit + self.fuzz

    def holds(self, first: People, second: People) -> bool:
        """Tell whether two groups are nearly one."""
        differ = int(distances_of(np.array([first.sketch], np.uint64), second.sketch)[0])
        few = min(self.drawn(first.fingerprint, second.fingerprint), _half(min(first.count, second.count)))
        return differ < few and abs(first.count - second.count) < few

    def drawn(self, first: int, second: int) -> int:
        """Give the limit for two groups, by their fingerprints."""
        return self.limit + self.key.fuzz(self.fuzz, (first, second))


@dataclass(frozen=True)
class Group:
    """A group of people, what it rests on (a digest of its conditions) and what is said of it."""

    people: People
    conditions: int
    said: int

    @classmethod
    def of(cls, people: People, conditions: Sequence[int], said: int) -> Group:
        """Describe a group by its people and conditions."""
        words = b"".join(int(condition).to_bytes(8) for condition in sorted(conditions))
        return cls(people, int.from_bytes(blake2b(words, digest_size=8).digest()), said)

    def record(self) -> tuple[int, ...]:
        """Give its row in an array of groups."""
        people = self.people
        return people.count, people.fingerprint, people.sketch, self.conditions, self.said


@dataclass
class Memory:
    """The groups of one release of which something was said.

    :param number: of the last answer in the ledger that is known here.
    """

    number: int = 0
    _sorted: _Sorted = field(default_factory=lambda: _Sorted.of(np.zeros(0, GROUP), np.zeros(0, np.int64)))
    _latest: Groups = field(default_factory=lambda: np.zeros(0, GROUP))
    _filled: int = 0

    def __len__(self) -> int:
        """Count the groups."""
        return len(self._sorted.groups) + self._filled

    @property
    def latest(self) -> Groups:
        """Give the groups that were added last and are not sorted in yet, oldest first."""
        return self._latest[: self._filled]

    def add(self, groups: Groups) -> None:
        """Add what was said."""
        if self._filled + len(groups) > len(self._latest):
            self._make_room(len(groups))
        self._latest[self._filled : self._filled + len(groups)] = groups
        self._filled += len(groups)

    def near(self, group: Group, nearness: Nearness) -> int | None:
        """Give what was said first of a group that is nearly this one, in other conditions."""
        before = _first(self._sorted.around(group.people.count, nearness.reach), group, nearness)
        if before is not None:
            return before
        return _first(_Sorted.of(self.latest, np.arange(self._filled)), group, nearness)

    def _make_room(self, wanted: int) -> None:
        """Sort the latest in among the others, or give them a longer array."""
        if self._filled >= _LATEST:
            known = self._sorted
            everything = np.concatenate([known.groups, self.latest])
            order = np.concatenate([known.order, np.arange(len(known.order), len(everything))])
            by_count = np.argsort(everything["count"], kind="stable")
            self._sorted, self._filled = _Sorted.of(everything[by_count], order[by_count]), 0
        room = np.zeros(max(64, 2 * self._filled, self._filled + wanted), GROUP)
        room[: self._filled] = self.latest
        self._latest = room


@dataclass(frozen=True)
class _Sorted:
    """Groups by count, with what is looked through first in arrays of its own.

    :param order: the place of each among the oldest.
    """

    groups: Groups
    counts: NDArray[np.int64]
    sketches: NDArray[np.uint64]
    order: NDArray[np.int64]

    @classmethod
    def of(cls, groups: Groups, order: NDArray[np.int64]) -> _Sorted:
        """Copy the counts and sketches out of groups."""
        counts, sketches = (np.ascontiguousarray(groups[name]) for name in ("count", "sketch"))
        return cls(groups, counts, sketches, order)

    def around(self, count: int, reach: int) -> _Sorted:
        """Give the groups of about a size, without copying."""
        low, high = np.searchsorted(self.counts, [count - reach, count + reach + 1])
        window = slice(int(low), int(high))
        return _Sorted(self.groups[window], self.counts[window], self.sketches[window], self.order[window])


def _half(count: Number) -> Number:
    return (count + 1) // 2


def _first(among: _Sorted, group: Group, nearness: Nearness) -> int | None:
    people = group.people
    distances = distances_of(among.sketches, people.sketch)
    close = np.flatnonzero(distances < nearness.reach)
    sizes = among.counts[close]
    few = np.minimum(nearness.reach, _half(np.minimum(sizes, people.count)))
    near = (np.abs(sizes - people.count) < few) & (distances[close] < few)
    close = close[near & (among.groups["conditions"][close] != group.conditions)]
    for place in close[np.argsort(among.order[close], kind="stable")]:
        known = among.groups[place]
        if distances[place] < nearness.drawn(int(known["fingerprint"]), people.fingerprint):
            return int(known["said"])
    return None


@dataclass
class Audit:
    """The memory as one answer uses it: what it says of a group is settled here.

    :param least: smaller groups are never shown and need no audit.
    """

    memory: Memory
    nearness: Nearness
    least: int
    said: Memory = field(default_factory=Memory)
    groups: list[Group] = field(default_factory=list)

    def settle(self, people: People, conditions: Sequence[int], count: int) -> int:
        """Give what is said of a group: its own protected count, or what was said of nearly the same."""
        if people.count < self.least:
            return count
        group = Group.of(people, conditions, count)
        for memory in (self.memory, self.said):
            before = memory.near(group, self.nearness)
            if before is not None:
                return before
        self.said.add(records_of([group]))
        self.groups.append(group)
        return count

    def agrees_with(self, since: Memory) -> bool:
        """Tell whether nothing was said meanwhile that this answer would have had to repeat."""
        return all(since.near(group, self.nearness) in {None, group.said} for group in self.groups)


def records_of(groups: Sequence[Group]) -> Groups:
    """Write groups as an array."""
    return np.array([group.record() for group in groups], dtype=GROUP)


def distances_of(sketches: NDArray[np.uint64], sketch: int) -> NDArray[np.uint32]:
    """Give by how many people at least the groups of some sketches differ from that of another one."""
    even = np.ascontiguousarray(sketches - np.uint64(sketch) + _EVEN)
    four: NDArray[np.uint32] = _DISTANCES.take(even.view(np.uint16)).view(np.uint32)
    # The four bytes of each number are added up in its highest.
    return (four * np.uint32(0x01010101)) >> np.uint32(24)

"""What has been said of which people: the audit of differences (disclosure-rules.md section 7).

Two answers about groups that differ by a few people tell, subtracted, about those few. So a count of a
group that is nearly one of which something was said takes the value that was said, whoever heard it
and in whatever words it was asked for. That holds for no difference at all as well: if the person left
out has not got the trait, both questions are about the same people, and the answer must be the same
as if she had. Whether a person has a trait therefore never decides what is answered.

How few people differ is read off the sketches of two groups (``query.engine.Cells``): two sketches never
differ by more bits than there are people who differ, and those of unrelated groups by about half of
their 64. A million groups take 40 MB, and a group is only held against those of about its size.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.noise import NoiseKey

GROUP = np.dtype(
    [
        ("count", "<i8"),
        ("fingerprint", "<u8"),
        ("sketch", "<u8"),
        ("conditions", "<u8"),
        ("form", "<u8"),
        ("said", "<i8"),
    ]
)
Groups = NDArray[np.void]
_LATEST = 1024
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

    def reach_of(self, people: People) -> int:
        """Give how many people differ at least from a group where no draw makes another one with it."""
        return min(self.limit + self.fuzz, (people.count + 1) // 2)

    def holds(self, first: People, second: People, conditions: int = 0) -> bool:
        """Tell whether two groups are nearly one.

        :param conditions: in which the second is asked for. Two questions about the same people get limits
            of their own, as two about people who differ by one do: else only the latter could ever be
            given other answers, at the edge of an earlier group, and any difference would tell them apart.
        """
        differ = max((first.sketch ^ second.sketch).bit_count(), abs(first.count - second.count))
        reach = self.reach_of(first if first.count < second.count else second)
        return differ < reach and differ < self.drawn(first.fingerprint, second.fingerprint, conditions)

    def drawn(self, first: int, second: int, conditions: int = 0) -> int:
        """Give the limit for two groups, by their fingerprints."""
        return self.limit + self.key.fuzz(self.fuzz, (first, second, conditions))


@dataclass(frozen=True)
class Group:
    """A group of people, what it rests on (a digest of its conditions) and what is said of it.

    :param form: stands for the figure that is said; 0 for how many they are.
    """

    people: People
    conditions: int
    said: int
    form: int = 0

    @classmethod
    def of(cls, people: People, conditions: Sequence[int], said: int, form: int = 0) -> Group:
        """Describe a group by its people and conditions."""
        words = b"".join(int(condition).to_bytes(8) for condition in sorted(conditions))
        return cls(people, int.from_bytes(blake2b(words, digest_size=8).digest()), said, form)

    def record(self) -> tuple[int, ...]:
        """Give its row in an array of groups."""
        people = self.people
        return people.count, people.fingerprint, people.sketch, self.conditions, self.form, self.said


@dataclass
class Memory:
    """The groups of one databank of which something was said.

    :param number: of the last answer in the ledger that is known here.
    """

    number: int = 0
    _sorted: _Sorted = field(default_factory=lambda: _Sorted.of(np.zeros(0, GROUP), np.zeros(0, np.int64)))
    _latest: list[Group] = field(default_factory=list)
    _by_count: dict[int, list[Group]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the groups."""
        return len(self._sorted.groups) + len(self._latest)

    def add(self, group: Group) -> None:
        """Add what was said of a group."""
        self._latest.append(group)
        self._by_count.setdefault(group.people.count, []).append(group)
        if len(self._latest) >= _LATEST:
            self._sort_in(np.zeros(0, GROUP))

    def extend(self, groups: Groups) -> None:
        """Add what was said of many groups, oldest first."""
        if len(self._latest) + len(groups) >= _LATEST:
            self._sort_in(groups)
            return
        for count, fingerprint, sketch, conditions, form, said in groups.tolist():
            self.add(Group(People(count, fingerprint, sketch), conditions, said, form))

    def same(self, group: Group) -> int | None:
        """Give what was said of the very same group in the very same conditions."""
        for known in self._by_count.get(group.people.count, ()):
            if (
                known.people == group.people
                and known.conditions == group.conditions
                and known.form == group.form
            ):
                return known.said
        return self._sorted.same(group)

    def near(self, group: Group, nearness: Nearness) -> int | None:
        """Give what was said first of a group that is nearly this one, in other conditions."""
        before = self._sorted.first(group, nearness)
        return self._among_latest(group, nearness) if before is None else before

    def _sort_in(self, groups: Groups) -> None:
        known = self._sorted
        everything = np.concatenate([known.groups, records_of(self._latest), groups])
        order = np.concatenate([known.order, np.arange(len(known.order), len(everything))])
        by_count = np.argsort(everything["count"], kind="stable")
        self._sorted = _Sorted.of(everything[by_count], order[by_count])
        self._latest, self._by_count = [], {}

    def _among_latest(self, group: Group, nearness: Nearness) -> int | None:
        count, reach = group.people.count, nearness.reach_of(group.people)
        sketch, form = group.people.sketch, group.form
        sizes = range(count - reach, count + reach + 1)
        # The sketches first: they rule nearly all groups out, and nothing else here is as cheap.
        near = [
            known
            for size in sizes
            for known in self._by_count.get(size, ())
            if (known.people.sketch ^ sketch).bit_count() < reach
            and known.form == form
            and known.conditions != group.conditions
            and nearness.holds(known.people, group.people, group.conditions)
        ]
        return min(near, key=self._latest.index).said if near else None


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

    def same(self, group: Group) -> int | None:
        """Give what was said of the very same group in the very same conditions."""
        people = group.people
        low, high = np.searchsorted(self.counts, [people.count, people.count + 1])
        for place in np.flatnonzero(self.sketches[low:high] == np.uint64(people.sketch)) + low:
            _, fingerprint, _, conditions, form, said = self.groups[place].tolist()
            if (fingerprint, conditions, form) == (people.fingerprint, group.conditions, group.form):
                return int(said)
        return None

    def first(self, group: Group, nearness: Nearness) -> int | None:
        """Give what was said of the oldest group that is nearly this one."""
        people, reach = group.people, nearness.reach_of(group.people)
        low, high = np.searchsorted(self.counts, [people.count - reach, people.count + reach + 1])
        distances = np.bitwise_count(self.sketches[low:high] ^ np.uint64(people.sketch))
        close = np.flatnonzero(distances < reach) + low
        for place in close[np.argsort(self.order[close], kind="stable")]:
            count, fingerprint, sketch, conditions, form, said = self.groups[place].tolist()
            if form != group.form or conditions == group.conditions:
                continue
            if nearness.holds(People(count, fingerprint, sketch), people, group.conditions):
                return int(said)
        return None


@dataclass
class Audit:
    """The memory as one answer uses it: what it says of a group is settled here.

    :param least: smaller groups are never shown and need no audit.
    :param scope: stands for the release: the same conditions in another one have noise of their own.
    :param groups: of which something is said for the first time; :param repeated: counts that took a
        value that was said before.
    """

    memory: Memory
    nearness: Nearness
    least: int
    scope: int = 0
    said: Memory = field(default_factory=Memory)
    groups: list[Group] = field(default_factory=list)
    repeated: int = 0

    def settle_figure(
        self, people: People, conditions: Sequence[int], value: float, form: Sequence[int]
    ) -> float:
        """Give what is said of a variable in a group: its own protected figure, or one said before.

        :param form: stands for the variable and for which figure of it.
        """
        return figure_of(self.settle(people, conditions, bits_of(value), figure_form(form)))

    def settle(self, people: People, conditions: Sequence[int], count: int, form: int = 0) -> int:
        """Give what is said of a group: its own protected count, or what was said of nearly the same."""
        if people.count < self.least:
            return count
        group = Group.of(people, (*conditions, self.scope), count, form)
        # Its own draw would be the same again, but what was said may have been settled then.
        for memory in (self.memory, self.said):
            same = memory.same(group)
            if same is not None:
                return same
        for memory in (self.memory, self.said):
            before = memory.near(group, self.nearness)
            if before is not None:
                self.repeated += 1
                return before
        self.said.add(group)
        self.groups.append(group)
        return count

    def agrees_with(self, since: Memory) -> bool:
        """Tell whether nothing was said meanwhile that this answer would have had to repeat."""
        return all(since.near(group, self.nearness) in {None, group.said} for group in self.groups)


def figure_form(form: Sequence[int]) -> int:
    """Stand in for a variable and for which figure of it."""
    words = b"".join(int(word).to_bytes(8) for word in form)
    return int.from_bytes(blake2b(words, digest_size=8).digest())


def bits_of(value: float) -> int:
    """Write a figure as the whole number that is kept of it."""
    (bits,) = struct.unpack("<q", struct.pack("<d", value))
    return int(bits)


def figure_of(bits: int) -> float:
    """Undo :func:`bits_of`."""
    (value,) = struct.unpack("<d", struct.pack("<q", bits))
    return float(value)


def records_of(groups: Sequence[Group]) -> Groups:
    """Write groups as an array."""
    return np.array([group.record() for group in groups], dtype=GROUP)

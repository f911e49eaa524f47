"""The memory: every group of a databank of which something was said (disclosure-rules.md section 7).

A million groups take 40 MB, and a group is only held against those of about its size: they are kept
sorted by their number of people, but for the latest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.nearness import GROUP, Group, Groups, Nearness

_NOWHERE = np.zeros(0, dtype=np.int64)
_LATEST = 1024
"""Groups that are kept apart before they are sorted in among the others."""


@dataclass(frozen=True)
class GroupsByCount:
    """Groups by count, with what is looked through first in arrays of its own.

    :param order: the place of each among the oldest.
    """

    groups: Groups
    counts: NDArray[np.int64]
    sketches: NDArray[np.uint64]
    order: NDArray[np.int64]

    @classmethod
    def of(cls, groups: Groups, order: NDArray[np.int64] | None = None) -> GroupsByCount:
        """Sort groups.

        :param order: the place of each among the oldest; as they stand, when not given.
        """
        by_count = np.argsort(groups["count"], kind="stable")
        placed = groups[by_count]
        counts, sketches = (np.ascontiguousarray(placed[name]) for name in ("count", "sketch"))
        return cls(placed, counts, sketches, by_count if order is None else order[by_count])

    def same(self, group: Group) -> int | None:
        """Give what was said of the very same group in the very same conditions."""
        close = self.groups[self._close(group.people, sizes=0, reach=1)]
        # Empty groups are many, and all of one size and sketch: they are told apart at once.
        for name, value in (
            ("fingerprint", group.people.fingerprint),
            ("conditions", group.conditions),
            ("form", group.form),
        ):
            close = close[close[name] == np.uint64(value)]
        return int(close["said"][0]) if len(close) else None

    def first(self, group: Group, nearness: Nearness) -> Group | None:
        """Give the oldest group that is nearly this one."""
        people, reach = group.people, nearness.reach_of(group.people)
        close = self._close(people, sizes=reach, reach=reach)
        for place in close[np.argsort(self.order[close], kind="stable")]:
            count, fingerprint, sketch, conditions, form, said = self.groups[place].tolist()
            if form != group.form or conditions == group.conditions:
                continue
            known = People(count, fingerprint, sketch)
            if nearness.holds(known, people, group.conditions):
                return Group(known, conditions, said, form)
        return None

    def crowd(self, groups: Groups, nearness: Nearness) -> NDArray[np.int64]:
        """Count, for each of some groups, those of about its size and with about its sketch."""
        counts, sketches = groups["count"], groups["sketch"]
        reaches = nearness.reaches(counts)
        begins = self.counts.searchsorted(counts - reaches)
        ends = self.counts.searchsorted(counts + reaches, side="right")
        found = np.zeros(len(groups), dtype=np.int64)
        for place in (begins < ends).nonzero()[0].tolist():
            distances = np.bitwise_count(self.sketches[begins[place] : ends[place]] ^ sketches[place])
            found[place] = np.count_nonzero(distances < reaches[place])
        return found

    def _close(self, people: People, *, sizes: int, reach: int) -> NDArray[np.int64]:
        """Give the places of groups of about a size whose sketches differ by fewer bits than a reach."""
        if not len(self.counts):
            return _NOWHERE
        low = self.counts.searchsorted(people.count - sizes)
        high = self.counts.searchsorted(people.count + sizes, side="right")
        if low == high:
            return _NOWHERE
        distances = np.bitwise_count(self.sketches[low:high] ^ np.uint64(people.sketch))
        return np.asarray((distances < reach).nonzero()[0] + low)


class _Latest:
    """The latest groups, oldest first, with what is looked through in arrays of its own.

    :ivar known: what was said of each, by its question.
    """

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.known: dict[tuple[int, ...], int] = {}
        self._records = np.zeros(_LATEST, dtype=GROUP)
        self._counts = np.zeros(_LATEST, dtype=np.int64)
        self._sketches = np.zeros(_LATEST, dtype=np.uint64)

    @property
    def records(self) -> Groups:
        """The groups as an array."""
        return self._records[: len(self.groups)]

    def add(self, group: Group) -> None:
        """Add a group."""
        place = len(self.groups)
        self._records[place] = group.record()
        self._counts[place] = group.people.count
        self._sketches[place] = group.people.sketch
        self.groups.append(group)
        self.known.setdefault(group.question, group.said)

    def first(self, group: Group, nearness: Nearness) -> Group | None:
        """Give the oldest group that is nearly this one."""
        people, reach, size = group.people, nearness.reach_of(group.people), len(self.groups)
        distances = np.bitwise_count(self._sketches[:size] ^ np.uint64(people.sketch))
        close = (distances < reach) & (np.abs(self._counts[:size] - people.count) <= reach)
        places: list[int] = close.nonzero()[0].tolist()
        for known in (self.groups[place] for place in places):
            if (
                known.form == group.form
                and known.conditions != group.conditions
                and nearness.holds(known.people, people, group.conditions)
            ):
                return known
        return None


@dataclass
class Memory:
    """The groups of one databank of which something was said.

    :param number: of the last answer in the ledger that is known here.
    """

    number: int = 0
    _sorted: GroupsByCount = field(default_factory=lambda: GroupsByCount.of(np.zeros(0, GROUP)))
    _latest: _Latest = field(default_factory=_Latest)

    def __len__(self) -> int:
        """Count the groups."""
        return len(self._sorted.groups) + len(self._latest.groups)

    def add(self, group: Group) -> None:
        """Add what was said of a group."""
        self._latest.add(group)
        if len(self._latest.groups) >= _LATEST:
            self._sort_in(np.zeros(0, GROUP))

    def extend(self, groups: Groups) -> None:
        """Add what was said of many groups, oldest first."""
        if len(self._latest.groups) + len(groups) >= _LATEST:
            self._sort_in(groups)
            return
        for count, fingerprint, sketch, conditions, form, said in groups.tolist():
            self.add(Group(People(count, fingerprint, sketch), conditions, said, form))

    def same(self, group: Group) -> int | None:
        """Give what was said of the very same group in the very same conditions."""
        said = self._latest.known.get(group.question)
        return self._sorted.same(group) if said is None else said

    def near(self, group: Group, nearness: Nearness) -> Group | None:
        """Give the group of which something was said first that is nearly this one, in other conditions."""
        before = self._sorted.first(group, nearness)
        return self._latest.first(group, nearness) if before is None else before

    def crowd(self, groups: Groups, nearness: Nearness) -> NDArray[np.int64]:
        """Count, for each of some groups, those known that may be the same or nearly the same."""
        latest = GroupsByCount.of(self._latest.records)
        return self._sorted.crowd(groups, nearness) + latest.crowd(groups, nearness)

    def _sort_in(self, groups: Groups) -> None:
        known = self._sorted
        everything = np.concatenate([known.groups, self._latest.records, groups])
        order = np.concatenate([known.order, np.arange(len(known.order), len(everything))])
        self._sorted = GroupsByCount.of(everything, order)
        self._latest = _Latest()

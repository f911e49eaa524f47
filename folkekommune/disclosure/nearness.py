"""Groups of people of which something was said, and when two of them are nearly one.

How few people differ is read off the sketches of two groups (``query.engine.Cells``): two sketches never
differ by more bits than there are people who differ, and those of unrelated groups by about half of
their 64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


def fewer_than_half(limit: int, count: int) -> int:
    """Give a limit to how many may differ, of small groups fewer than half."""
    return min(limit, (count + 1) // 2)


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
        return fewer_than_half(self.limit + self.fuzz, people.count)

    def reaches(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give what :meth:`reach_of` gives of groups of many sizes."""
        return np.minimum(self.limit + self.fuzz, (counts + 1) // 2)

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

    @property
    def question(self) -> tuple[int, ...]:
        """What tells it from any other group of which something may be said."""
        return self.people.count, self.people.fingerprint, self.conditions, self.form

    def record(self) -> tuple[int, ...]:
        """Give its row in an array of groups."""
        people = self.people
        return people.count, people.fingerprint, people.sketch, self.conditions, self.form, self.said


def records_of(groups: Sequence[Group]) -> Groups:
    """Write groups as an array."""
    return np.array([group.record() for group in groups], dtype=GROUP)

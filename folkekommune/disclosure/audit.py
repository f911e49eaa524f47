"""What may be said of which people: the audit of differences (disclosure-rules.md section 7).

Two answers about groups that differ by a few people tell, subtracted, about those few. So a count of a
group that is nearly one of which something was said takes the value that was said, whoever heard it
and in whatever words it was asked for. That holds for no difference at all as well: if the person left
out has not got the trait, both questions are about the same people, and the answer must be the same
as if she had. Whether a person has a trait therefore never decides what is answered.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from folkekommune.disclosure.evidence import People
from folkekommune.disclosure.memory import GroupsByCount, Memory
from folkekommune.disclosure.nearness import Group, Nearness, records_of


@dataclass
class Audit:
    """The memory as one answer uses it: what it says of a group is settled here.

    :param least: smaller groups are never shown and need no audit.
    :param scope: stands for the release: the same conditions in another one have noise of their own.
    :param silent: what was said in silence of the question without something; that comes before what was
        said of other questions, which may lie at the edge of being nearly the same. Of it only what the
        answer took is remembered: the rest may itself rest on what it mixes, and a later question about
        those people has a plainer one of its own in silence.
    :param anew: what was said in silence and had not been said before.
    :param whispered: what is being said in silence, if anything is.
    :param groups: of which something is said for the first time; :param repeated: counts that took a
        value that was said before.
    """

    memory: Memory
    nearness: Nearness
    least: int
    scope: int = 0
    said: Memory = field(default_factory=Memory)
    silent: Memory = field(default_factory=Memory)
    anew: Memory = field(default_factory=Memory)
    whispered: list[Group] | None = None
    groups: list[Group] = field(default_factory=list)
    repeated: int = 0

    @contextmanager
    def in_silence(self) -> Iterator[None]:
        """Note what is said meanwhile as said in silence of the questions that follow."""
        self.whispered = []
        yield
        for group in self.whispered:
            self.silent.add(group)
        self.whispered, self.repeated = None, 0

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
        return self._settled(Group.of(people, (*conditions, self.scope), count, form))

    def settle_all(self, counts: Sequence[tuple[People, Sequence[int], int]]) -> list[int]:
        """Settle many groups, one after the other: people, conditions and protected count of each.

        Nearly all groups of a large table are near no other. Which may be is found for all at once.
        """
        groups = [Group.of(people, (*conditions, self.scope), count) for people, conditions, count in counts]
        records = records_of([group for group in groups if group.people.count >= self.least])
        # Each is near itself.
        crowds = GroupsByCount.of(records).crowd(records, self.nearness) - 1
        for memory in (self.silent, self.memory, self.said, self.anew):
            crowds = crowds + memory.crowd(records, self.nearness)
        crowded = iter(crowds.tolist())
        said = []
        for group in groups:
            if group.people.count >= self.least:
                said.append(self._settled(group, alone=not next(crowded)))
            else:
                said.append(group.said)
        return said

    def _settled(self, group: Group, *, alone: bool = False) -> int:
        """Give what is said of a group.

        :param alone: it is known to be near no other.
        """
        before = None if alone else self._said_before(group)
        said = group.said if before is None else before
        if self.whispered is not None:
            self.whispered.append(replace(group, said=said))
            if before is None:
                self.anew.add(group)
        elif before is None:
            # For the first time, what is its own.
            self._remember(group)
        return said

    def _said_before(self, group: Group) -> int | None:
        # Its own draw would be the same again, but what was said may have been settled then.
        for memory in (self.memory, self.said):
            same = memory.same(group)
            if same is not None:
                return same
        whispered = self.anew.same(group)
        if whispered is not None:
            self._take(replace(group, said=whispered))
            return whispered
        for memory in (self.silent, self.memory, self.said, self.anew):
            before = memory.near(group, self.nearness)
            if before is not None:
                self.repeated += 1
                if memory is self.silent:
                    self._take(before)
                return before.said
        return None

    def _take(self, group: Group) -> None:
        """Remember what was said in silence, once an answer says it aloud."""
        if self.whispered is None and self.memory.same(group) is None and self.said.same(group) is None:
            self._remember(group)

    def _remember(self, group: Group) -> None:
        self.said.add(group)
        self.groups.append(group)

    def agrees_with(self, since: Memory) -> bool:
        """Tell whether nothing was said meanwhile that this answer would have had to repeat."""
        if not len(since):
            return True
        found = ((since.near(group, self.nearness), group.said) for group in self.groups)
        return all(before is None or before.said == said for before, said in found)


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

"""Version numbers, and the rule for the next one (microdata.no's).

Changed or removed data raise the first number, added variables the second, texts alone the third. The
fourth number is the draft's: what is loaded and not released is ``0.0.0.`` and the second it was loaded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from folkekommune.errors import UsageError

_FORM = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)


@dataclass(frozen=True, order=True)
class Version:
    """A version of a databank."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read ``major.minor.patch``.

        :raises UsageError: ``store.version-form``.
        """
        match = _FORM.fullmatch(written)
        if match is None:
            raise UsageError("store.version-form", version=written)
        return cls(*(int(number) for number in match.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def draft_number(loaded: datetime) -> str:
    """Give the four numbers of a draft."""
    return f"0.0.0.{int(loaded.timestamp())}"


FIRST = Version(1, 0, 0)


@dataclass(frozen=True)
class Change:
    """How a release differs from the one before: names of variables.

    :param changed: other data or another value domain, :param texts: other words alone.
    :param persons: whether persons or municipalities came or went.
    :param definition: whether anything at all differs in what the databank's package says.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    persons: bool = False
    definition: bool = False

    @property
    def none(self) -> bool:
        """Whether nothing differs."""
        return self == Change()


def next_version(previous: Version | None, change: Change) -> Version:
    """Give the lowest version that may carry this change."""
    if previous is None:
        return FIRST
    if change.changed or change.removed or change.persons:
        return Version(previous.major + 1, 0, 0)
    if change.added:
        return Version(previous.major, previous.minor + 1, 0)
    return Version(previous.major, previous.minor, previous.patch + 1)

"""What is read from files and kept: read again only when they have changed, and by one reader at a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Read = TypeVar("Read")


class Once(Generic[Key, Read]):
    """Things that never change, each read when it is first asked for.

    :param read: reads the thing of a key; what it raises reaches whoever asks, and nothing is kept of it.
    """

    def __init__(self, read: Callable[[Key], Read]) -> None:
        self._read = read
        self._known: dict[Key, Read] = {}
        self._reading = Lock()

    def of(self, key: Key) -> Read:
        """Give the thing of a key."""
        if key not in self._known:
            # Many may ask at once when a server has just begun: one of them reads, the others wait.
            with self._reading:
                if key not in self._known:
                    self._known[key] = self._read(key)
        return self._known[key]


class UpToDate(Generic[Read]):
    """Something read from files, as they are now.

    :param stamp: tells which state the files are in: the same as long as nothing has changed.
    :param read: reads them. What it raises is raised to whoever asks, and nothing is kept of it.
    """

    def __init__(self, stamp: Callable[[], object], read: Callable[[], Read]) -> None:
        self._stamp = stamp
        self._read = read
        self._known: tuple[object, Read] | None = None
        self._reading = Lock()

    def now(self) -> Read:
        """Give what the files say now."""
        known = self._known
        if known is not None and known[0] == self._stamp():
            return known[1]
        with self._reading:  # as in Once
            stamp, known = self._stamp(), self._known
            if known is None or known[0] != stamp:
                known = self._known = (stamp, self._read())
        return known[1]

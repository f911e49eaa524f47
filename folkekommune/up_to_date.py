"""What is read from files and kept: read again only when they have changed, and by one reader at a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Read = TypeVar("Read")


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
        # Many may ask at once when a server has just begun: one of them reads, the others wait.
        with self._reading:
            stamp, known = self._stamp(), self._known
            if known is None or known[0] != stamp:
                known = self._known = (stamp, self._read())
        return known[1]

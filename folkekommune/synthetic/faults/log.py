"""The log of planted errors: visit, item, true value, error code. Never part of a delivery."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from folkekommune.synthetic.arrays import FloatArray, IntArray
from folkekommune.synthetic.frames import Frame

NO_VISIT = 0
NO_CHILD = -1


@dataclass(frozen=True)
class Entry:
    """Errors of one kind in one item: parallel columns."""

    error: str
    municipality: str
    occasion: str
    item: str
    visit: IntArray
    child: IntArray
    true: Sequence[str]


class FaultLog:
    """Collects what was planted."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._entries: list[Entry] = []

    def add(
        self,
        error: str,
        frame: Frame,
        rows: IntArray,
        *,
        municipality: str,
        item: str,
        true: Sequence[str],
    ) -> None:
        """Note errors in some rows of a frame."""
        if len(rows):
            self._append(
                Entry(error, municipality, frame.occasion, item, frame.visit[rows], frame.child[rows], true)
            )

    def add_persons(
        self, error: str, children: IntArray, *, municipality: str, item: str, true: Sequence[str]
    ) -> None:
        """Note errors in what is said of children, not of visits."""
        if len(children):
            none = np.full(len(children), NO_VISIT, dtype=np.int64)
            self._append(Entry(error, municipality, "", item, none, children, true))

    def add_delivery(self, error: str, *, municipality: str, delivery: str, kind: str) -> None:
        """Note an error of a whole delivery; its name stands for the item, the kind for the true value."""
        nothing = np.array([NO_VISIT], dtype=np.int64)
        nobody = np.array([NO_CHILD], dtype=np.int64)
        self._append(Entry(error, municipality, "", delivery, nothing, nobody, [kind]))

    def take(self) -> list[Entry]:
        """Give what was noted since the last time."""
        taken, self._entries = self._entries, []
        return taken

    def _append(self, entry: Entry) -> None:
        self.counts[entry.error] += len(entry.visit)
        self._entries.append(entry)


def plain_numbers(values: FloatArray) -> list[str]:
    """Write numbers as short as they can be, with a point."""
    found, place = np.unique(values, return_inverse=True)
    texts = [f"{value:.4f}".rstrip("0").rstrip(".") for value in found]
    return [texts[index] for index in place]

"""What a load remembers of the rows before, to find the same visit again: four numbers a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENTRY = np.dtype([("key", "u8"), ("record", "i8"), ("version", "i8"), ("content", "u8")])
STRETCH = np.dtype([("key", "u8"), ("start", "i8"), ("stop", "i8")])
Entries = NDArray[Any]
_STRIDE = 2**32
"""More days than there are between any two, so that the days of two keys never meet."""


class Verdict(IntEnum):
    """Whether a row is new, or has come before with the same or another content."""

    NEW = 0
    SAME = 1
    DIFFERENT = 2


class Seen:
    """Rows met so far, by a key."""

    def __init__(self) -> None:
        self._entries: Entries = np.zeros(0, dtype=ENTRY)

    def meet(self, rows: Entries, is_repeat: Callable[[Any, Any], bool]) -> NDArray[np.int64]:
        """Compare rows with those of the same key before them, and remember the new ones.

        :param is_repeat: whether a row, of the same key as an earlier one, must not come again.
        """
        known = len(self._entries)
        everything = np.concatenate([self._entries, rows])
        order = np.argsort(everything["key"], kind="stable")
        verdicts = np.full(len(rows), Verdict.NEW, dtype=np.int64)
        for group in _groups(everything["key"][order]):
            kept: list[Any] = []
            for index in order[group]:
                entry = everything[index]
                if index >= known:
                    verdict = _compare(entry, [other for other in kept if is_repeat(other, entry)])
                    verdicts[index - known] = verdict
                    if verdict is not Verdict.NEW:
                        continue
                kept.append(entry)
        self._entries = np.concatenate([self._entries, rows[verdicts == Verdict.NEW]])
        return verdicts


class Stretches:
    """Spells met so far, by a key that tells what cannot hold twice at a time."""

    def __init__(self) -> None:
        self._met: Entries = np.zeros(0, dtype=STRETCH)

    def meet(self, spells: Entries) -> int:
        """Count those that hold on a day on which another one of the same key holds, and remember them."""
        before = _overlapping(self._met)
        self._met = np.concatenate([self._met, spells])
        return _overlapping(self._met) - before


@dataclass
class Memory:
    """What is remembered: rows by person, occasion and day, rows by the system's own id, and spells."""

    visits: Seen = field(default_factory=Seen)
    records: Seen = field(default_factory=Seen)
    spells: Stretches = field(default_factory=Stretches)


def _overlapping(spells: Entries) -> int:
    """Count the spells that begin while one of the same key that began before, or beside it, holds."""
    ordered = np.sort(spells, order=("key", "start", "stop"))
    key = ordered["key"]
    group = np.cumsum(np.r_[False, key[1:] != key[:-1]]) if len(key) else np.zeros(0, dtype=np.int64)
    start, stop = (group * _STRIDE + _within(ordered[name]) for name in ("start", "stop"))
    latest = np.maximum.accumulate(stop) if len(stop) else stop
    return int(((group[1:] == group[:-1]) & (start[1:] <= latest[:-1])).sum())


def _within(days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bring days into the space that each key has."""
    moved: NDArray[np.int64] = np.clip(days, -(_STRIDE // 2), _STRIDE // 2 - 1) + _STRIDE // 2
    return moved


def _groups(keys: NDArray[np.uint64]) -> list[slice]:
    """Give the stretches of equal keys, in sorted keys, that are longer than one."""
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, dtype=np.int64)
    ends = np.r_[starts[1:], len(keys)] if len(starts) else starts
    long = ends - starts > 1
    return [slice(start, end) for start, end in zip(starts[long], ends[long], strict=True)]


def _compare(entry: Any, others: list[Any]) -> Verdict:
    if not others:
        return Verdict.NEW
    same = any(other["content"] == entry["content"] for other in others)
    return Verdict.SAME if same else Verdict.DIFFERENT

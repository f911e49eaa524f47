"""Columns on their way from a record system's text to values, whole columns at once.

A column of text holds each different text once (``words``) and for every row which of them stands there.
What a word means is then worked out once a word, not once a row: a million answers rarely hold more than
a few thousand different texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Value = int | float | str
ABSENT = -1
_LARGEST_MEMORY = 200_000


@dataclass(frozen=True)
class TextColumn:
    """Texts as they came: for each row the index of its word, or -1 where nothing stood."""

    indices: NDArray[np.int32]
    words: Sequence[str]


@dataclass(frozen=True)
class Column:
    """Values of one item: numbers, or for texts the index of a word. ``present`` tells where one is."""

    values: NDArray[np.int64] | NDArray[np.float64]
    present: NDArray[np.bool_]
    words: tuple[str, ...] | None = None

    def without(self, rows: NDArray[np.bool_]) -> Column:
        """Give the column with the values of some rows taken out."""
        return replace(self, present=self.present & ~rows)


@dataclass(frozen=True)
class Meaning:
    """What one word means.

    :param value: None for a missing answer, and for a word not understood.
    :param rule: the rule that repaired it, if it was not written as expected.
    :param fault: why it is not understood.
    """

    value: Value | None
    rule: str | None = None
    fault: str | None = None


MISSING = Meaning(None)
Clean = Callable[[str], Meaning]


@dataclass(frozen=True)
class Understood:
    """A column whose words are understood.

    :param repaired: the rows that were not written as expected, by rule.
    :param faults: which rows were not understood, by fault.
    """

    column: Column
    answered: int
    repaired: dict[str, NDArray[np.int64]]
    faults: dict[str, NDArray[np.bool_]]


class Reader:
    """Read columns of one kind, remembering what every word met so far means."""

    def __init__(self, clean: Clean, kind: type[int | float | str]) -> None:
        self._clean = clean
        self._kind = kind
        self._known: dict[str, Meaning] = {}

    def read(self, column: TextColumn) -> Understood:
        """Give the values of a column."""
        return understand(self.meanings(column.words), column.indices, self._kind)

    def meanings(self, words: Sequence[str]) -> list[Meaning]:
        """Tell what each of some words means."""
        return [self._meaning(word) for word in words]

    def _meaning(self, word: str) -> Meaning:
        meaning = self._known.get(word)
        if meaning is None:
            if len(self._known) >= _LARGEST_MEMORY:
                self._known.clear()
            meaning = self._known[word] = self._clean(word)
        return meaning


def understand(
    meanings: list[Meaning], indices: NDArray[np.int32], kind: type[int | float | str]
) -> Understood:
    """Give the values of a column whose rows point at meanings."""
    meanings = meanings or [MISSING]
    there = indices != ABSENT
    rows = np.where(there, indices, 0)
    has_value = np.array([meaning.value is not None for meaning in meanings])
    present = there & has_value[rows]
    counts = np.bincount(rows[there], minlength=len(meanings))
    faults: dict[str, NDArray[np.bool_]] = {}
    for index, meaning in enumerate(meanings):
        if meaning.fault and counts[index]:
            fault = faults.setdefault(meaning.fault, np.zeros(len(rows), dtype=np.bool_))
            fault |= there & (rows == index)
    not_understood = sum(int(rows_.sum()) for rows_ in faults.values())
    return Understood(
        column=_column(meanings, rows, present, kind=kind),
        answered=int(present.sum()) + not_understood,
        repaired=_repaired(meanings, indices),
        faults=faults,
    )


def _column(
    meanings: list[Meaning],
    rows: NDArray[np.int32],
    present: NDArray[np.bool_],
    *,
    kind: type[int | float | str],
) -> Column:
    if kind is str:
        found = sorted({str(meaning.value) for meaning in meanings if meaning.value is not None})
        place = {word: index for index, word in enumerate(found)}
        of_word = np.array([place.get(str(meaning.value), 0) for meaning in meanings], dtype=np.int64)
        return Column(of_word[rows], present, tuple(found))
    numbers = [meaning.value or 0 for meaning in meanings]
    if kind is int:
        return Column(np.array(numbers, dtype=np.int64)[rows], present)
    return Column(np.array(numbers, dtype=np.float64)[rows], present)


def _repaired(meanings: list[Meaning], indices: NDArray[np.int32]) -> dict[str, NDArray[np.int64]]:
    """Give the rows that each rule repaired."""
    rules = sorted({meaning.rule for meaning in meanings if meaning.rule})
    if not rules or not len(indices):
        return {}
    # The last place stands for no word at all, which is where an absent index of -1 leads.
    of_word = np.array([rules.index(m.rule) if m.rule else ABSENT for m in meanings] + [ABSENT])
    of_row = of_word[indices]
    rows = np.flatnonzero(of_row != ABSENT)
    return {rule: found for at, rule in enumerate(rules) if len(found := rows[of_row[rows] == at])}


def empty_column(rows: int, *, words: tuple[str, ...] | None = None) -> Column:
    """Give a column without a single value."""
    return Column(np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.bool_), words)

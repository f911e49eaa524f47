"""Faults planted in a table of rows, counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from folkekommune.synthetic.rows.columns import Words

REPEATED, BACKWARDS, MISTYPED = "repeated", "stop_before_start", "mistyped_number"
KINDS = (REPEATED, BACKWARDS, MISTYPED)


def plant(
    table: dict[str, Any], columns: dict[str, Words], rng: np.random.Generator
) -> tuple[dict[str, Words], Counter[str]]:
    """Give the columns with faults, and how many there are of each kind; a row has one at most.

    ``repeated``: the row stands a second time, under a record of its own. ``stop_before_start``: the two
    days are swapped. ``mistyped_number``: the last digit of the identity number is another.
    """
    shares = table.get("faults", {})
    kinds = {column["kind"]: column["name"] for column in table["columns"]}
    count = len(next(iter(columns.values())))
    fate = rng.random(count)
    found = {name: list(words) for name, words in columns.items()}
    planted: Counter[str] = Counter()
    begin = 0.0
    for kind in KINDS:
        end = begin + shares.get(kind, 0.0)
        for row in np.flatnonzero((fate >= begin) & (fate < end)).tolist():
            planted[kind] += _spoil(kind, found, row, kinds)
        begin = end
    return found, planted


def _spoil(kind: str, columns: dict[str, Words], row: int, names: dict[str, str]) -> bool:
    if kind == REPEATED:
        for words in columns.values():
            words.append(words[row])
        columns[names["record"]][-1] += "-2"
        return True
    if kind == MISTYPED:
        words = columns[names["identity"]]
        words[row] = words[row][:-1] + str((int(words[row][-1]) + 1) % 10)
        return True
    start, stop = columns[names["day"]], columns[names["later"]]
    if not stop[row] or start[row] == stop[row]:
        return False
    start[row], stop[row] = stop[row], start[row]
    return True

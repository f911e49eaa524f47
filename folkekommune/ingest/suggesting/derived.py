"""Columns that follow from others by a formula: an export that has one proves what all of them are."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.formulas import FORMULAS
from folkekommune.ingest.suggesting.evidence import Field
from folkekommune.ingest.suggesting.targets import Targets
from folkekommune.ingest.suggesting.values import number_of

_PROVED = 5.0
_CANDIDATES = 6
_MOST, _FEWEST = 0.8, 20
_NEAR = 0.06
_UNLIKELY = -3.0
_FACTORS = (1.0, 0.001, 0.1, 10.0, 100.0)


def find_derived(
    fields: dict[str, Field],
    names: list[str],
    items: list[str],
    *,
    points: NDArray[np.float64],
    targets: Targets,
) -> NDArray[np.float64]:
    """Give points to columns that follow from two others by a formula of the quality declaration."""
    more = np.zeros_like(points)
    for item, sources, formula in targets.derived:
        if formula not in FORMULAS or item not in items or any(source not in items for source in sources):
            continue
        place = items.index(item)
        likely = [
            row for row in np.argsort(-points[:, place])[:_CANDIDATES] if points[row, place] > _UNLIKELY
        ]
        for row in likely:
            proof = _proof(fields, names, int(row), [items.index(s) for s in sources], points, formula)
            if proof:
                more[row, place] += _PROVED
                for source_row, source in zip(proof, sources, strict=True):
                    more[source_row, items.index(source)] += _PROVED
                break
    return more


def _proof(
    fields: dict[str, Field],
    names: list[str],
    row: int,
    sources: list[int],
    points: NDArray[np.float64],
    formula: str,
) -> tuple[int, ...] | None:
    likely = {
        int(found)
        for source in sources
        for found in np.argsort(-points[:, source])[:_CANDIDATES]
        if points[found, source] > _UNLIKELY and found != row
    }
    work_out = FORMULAS[formula][0]
    for pair in permutations(sorted(likely), len(sources)):
        result, parts = _aligned(fields[names[row]], [fields[names[part]] for part in pair])
        if len(result) < _FEWEST:
            continue
        none = np.zeros(len(result), dtype=np.int64)
        for first in _FACTORS:
            for second in _FACTORS:
                made = work_out([parts[0] * first, parts[1] * second], none, none)
                if np.mean(np.abs(made - result) <= _NEAR) >= _MOST:
                    return pair
    return None


def _aligned(result: Field, parts: list[Field]) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    """Give the numbers of the rows in which all have one."""
    rows: list[list[float]] = []
    for group, words in result.values.column.words.items():
        others = [part.values.column.words.get(group, []) for part in parts]
        if any(len(other) != len(words) for other in others):
            continue
        for cells in zip(words, *others, strict=True):
            numbers = [number_of(cell.strip()) for cell in cells]
            if None not in numbers:
                rows.append([number for number in numbers if number is not None])
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(parts) + 1)
    return table[:, 0], [table[:, index + 1] for index in range(len(parts))]

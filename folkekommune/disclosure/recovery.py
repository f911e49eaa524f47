"""What an attacker works out of hidden cells from all that is shown: bounds by whole-number programming.

For sums of exact counts alone. Where counts carry noise no sum holds, and there is nothing to solve.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

_CLOSE = 1e-6


@dataclass(frozen=True)
class Sum:
    """A whole and the parts that add up to it, by name."""

    whole: str
    parts: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


def recoverable(
    shown: Mapping[str, int], sums: Iterable[Sum], banded: Collection[str], *, band: int, most: int
) -> list[str]:
    """Give the cells of the band of which the sums tell that they are not 0, or not as much as band - 1.

    :param shown: the exact counts that are shown. One sign stands for all others, so that of them
        nothing is known but the sums.
    :param most: more than any number is, such as the sum of all counts.
    :raises ValueError: when the cells do not add up.
    """
    found = set()
    for group in _connected(shown, sums):
        programme = _programme(shown, group, banded, most)
        found |= programme.not_reaching(0) | programme.not_reaching(band - 1)
    return sorted(found)


@dataclass(frozen=True)
class _Programme:
    """The equations of hidden cells, and which of them are in the band."""

    names: tuple[str, ...]
    equations: csr_array
    right: NDArray[np.float64]
    banded: NDArray[np.bool_]
    most: int

    def not_reaching(self, value: int) -> set[str]:
        """Give the cells of the band that cannot be as little as nought, or as much as another value.

        One solution shows for many cells at once that they can, so few must be asked for alone.
        """
        left = self.banded.copy()
        missed: set[str] = set()
        goal = left.astype(float)
        while left.any():
            solution = self._solve(-goal if value else goal)
            reached = left & (solution > value - _CLOSE if value else solution < _CLOSE)
            if goal.sum() == 1 and not reached.any():
                missed.add(self.names[int(goal.argmax())])
                left &= goal == 0
            left &= ~reached
            # All at once as long as that helps; else the next one alone.
            goal = left.astype(float) if reached.sum() > 1 and goal.sum() > 1 else _first(left)
        return missed

    def _solve(self, goal: NDArray[np.float64]) -> NDArray[np.float64]:
        whole = np.ones(len(goal))
        limits = (0, self.most)
        end = linprog(goal, A_eq=self.equations, b_eq=self.right, bounds=limits, integrality=whole)
        if not end.success:
            raise ValueError("cells that do not add up")
        return np.asarray(end.x)


def _first(left: NDArray[np.bool_]) -> NDArray[np.float64]:
    goal = np.zeros(len(left))
    goal[int(left.argmax())] = 1
    return goal


def _programme(
    shown: Mapping[str, int], sums: Sequence[Sum], banded: Collection[str], most: int
) -> _Programme:
    names = sorted({name for each in sums for name in each.members if name not in shown})
    place = {name: number for number, name in enumerate(names)}
    right = np.zeros(len(sums))
    terms = []
    for row, each in enumerate(sums):
        for name, sign in ((each.whole, -1), *((part, 1) for part in each.parts)):
            if name in shown:
                right[row] -= sign * shown[name]
            else:
                terms.append((sign, row, place[name]))
    values, rows, columns = zip(*terms, strict=True)
    equations = csr_array((values, (rows, columns)), shape=(len(sums), len(names)), dtype=float)
    return _Programme(tuple(names), equations, right, np.array([name in banded for name in names]), most)


def _connected(shown: Mapping[str, int], sums: Iterable[Sum]) -> Iterator[list[Sum]]:
    """Give the sums in groups that have no hidden cell in common."""
    groups: list[tuple[set[str], list[Sum]]] = []
    for each in sums:
        unknown = {name for name in each.members if name not in shown}
        if unknown:
            touched = [group for group in groups if group[0] & unknown]
            groups = [group for group in groups if not group[0] & unknown]
            members = [known for _, known_sums in touched for known in known_sums]
            groups.append((unknown.union(*(names for names, _ in touched)), [*members, each]))
    return (members for _, members in groups)

"""What an attacker works out of hidden cells from all that is shown: bounds by whole-number programming.

For sums of exact counts alone. Where counts carry noise no sum holds, and there is nothing to solve.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

_CLOSE = 1e-6

Limits = tuple[float, float | None]
"""The least and the largest value that a hidden cell can have by its sign alone."""


@dataclass(frozen=True)
class Sum:
    """A whole and the parts that add up to it, by name."""

    whole: str
    parts: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


def recoverable(shown: Mapping[str, int], sums: Iterable[Sum], signs: Mapping[str, Limits]) -> list[str]:
    """Give the cells of which the sums tell more than their sign does.

    :param shown: the exact counts that are shown.
    :param signs: what their signs say of hidden cells. Only of those with a largest value is it asked;
        of the others it is known that they are not in the band, and of a name in neither, nothing.
    :raises ValueError: when the cells do not add up.
    """
    found = set()
    for group in _connected(shown, sums):
        programme = _programme(shown, group, signs)
        for end, sign in ((0, 1), (1, -1)):
            found |= programme.not_reaching(end, sign)
    return sorted(found)


@dataclass(frozen=True)
class _Programme:
    """The equations of hidden cells, and the limits of each by its sign."""

    names: tuple[str, ...]
    equations: csr_array
    right: NDArray[np.float64]
    limits: tuple[Limits, ...]

    def not_reaching(self, end: int, sign: int) -> set[str]:
        """Give the cells of the band that cannot have the value at one end of it.

        One solution shows for many cells at once that they can, so few must be asked for alone.

        :param end: 0 for the least value, 1 for the largest, :param sign: 1 to look for the least.
        """
        wanted = np.array([np.nan if most is None else (least, most)[end] for least, most in self.limits])
        left = ~np.isnan(wanted)
        missed: set[str] = set()
        goal = left.astype(float)
        while left.any():
            solution = self._solve(sign * goal)
            reached = left & (np.abs(solution - wanted) < _CLOSE)
            if goal.sum() == 1 and not reached.any():
                missed.add(self.names[int(goal.argmax())])
                left &= goal == 0
            left &= ~reached
            # All at once as long as that helps; else the next one alone.
            goal = left.astype(float) if reached.sum() > 1 and goal.sum() > 1 else _first(left)
        return missed

    def _solve(self, goal: NDArray[np.float64]) -> NDArray[np.float64]:
        whole = np.ones(len(goal))
        end = linprog(goal, A_eq=self.equations, b_eq=self.right, bounds=self.limits, integrality=whole)
        if not end.success:
            raise ValueError("cells that do not add up")
        return np.asarray(end.x)


def _first(left: NDArray[np.bool_]) -> NDArray[np.float64]:
    goal = np.zeros(len(left))
    goal[int(left.argmax())] = 1
    return goal


def _programme(shown: Mapping[str, int], sums: Sequence[Sum], signs: Mapping[str, Limits]) -> _Programme:
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
    return _Programme(tuple(names), equations, right, tuple(signs.get(name, (0, None)) for name in names))


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

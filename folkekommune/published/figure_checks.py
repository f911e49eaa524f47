"""T1, T2, T3, S1: figures that are about to be published, held against the last ones and the other places.

Only protected figures go in, so whatever these checks tell was already allowed to be seen. The limits are the
databank's, in its ``quality.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from folkekommune.disclosure.results import ShareCell, Sign
from folkekommune.published.figures import CellKey

_LEVEL_95 = 1.959964
_LOWER, _UPPER = 0.25, 0.75
_PERCENT = 100.0
Cells = Mapping[CellKey, ShareCell]


@dataclass(frozen=True)
class Change:
    """A cell that is no longer what it was; a withheld one has no value.

    :param warns: whether it moved by more standard errors, or more percent of itself, than allowed.
    """

    key: CellKey
    before: float | None
    now: float | None
    warns: bool


def find_changes(before: Cells, now: Cells, *, errors: float, percent: float) -> tuple[Change, ...]:
    """Tell every cell of both publications that changed (T1): identical history is expected."""
    changes = []
    for key in sorted(before.keys() & now.keys(), key=str):
        old, new = share_of(before[key]), share_of(now[key])
        if old == new:
            continue
        warns = old is None or new is None
        if old is not None and new is not None:
            moved = abs(new - old)
            error = _error(before[key])
            warns = moved > percent / _PERCENT * old or (error is not None and moved > errors * error)
        changes.append(Change(key, old, new, warns))
    return tuple(changes)


def outside_fence(
    values: Mapping[str, float], weights: Mapping[str, float], *, fence: float
) -> frozenset[str]:
    """Tell whose value lies outside the weighted fence of all (T3; of changes from year to year, T2).

    :param fence: how many distances between the quartiles beyond them.
    """
    if not values:
        return frozenset()
    names = sorted(values)
    numbers = np.array([values[name] for name in names])
    low, high = _quartiles(numbers, np.array([weights[name] for name in names]))
    slack = fence * (high - low)
    return frozenset(
        name for name, number in zip(names, numbers, strict=True) if not low - slack <= number <= high + slack
    )


def yearly_changes(cells: Cells, indicator: str, year: int) -> dict[str, float]:
    """Give the relative change of an indicator from the year before, by municipality (for T2)."""
    found = {}
    for key, cell in cells.items():
        if (key.indicator, key.year) != (indicator, year) or not key.is_whole:
            continue
        earlier = cells.get(key._replace(year=year - 1))
        now, before = share_of(cell), share_of(earlier) if earlier is not None else None
        if now is not None and before:
            found[key.municipality] = now / before - 1
    return found


@dataclass(frozen=True)
class Withheld:
    """How much of a publication is withheld: cells, and series of which every cell is (S1)."""

    cells: int
    series: int


def count_withheld(cells: Cells) -> Withheld:
    """Count what is withheld; a series is an indicator and place over the years."""
    hidden = {key for key, cell in cells.items() if cell.share.sign in {Sign.HIDDEN, Sign.BAND}}
    series: dict[CellKey, bool] = {}
    for key in cells:
        whole = key._replace(year=0)
        series[whole] = series.get(whole, True) and key in hidden
    return Withheld(len(hidden), sum(series.values()))


def vanished_series(before: Cells, now: Cells) -> tuple[CellKey, ...]:
    """Give the series that showed something and are withheld whole now (S1), each by its key of year 0."""
    shown = {key._replace(year=0) for key, cell in before.items() if cell.share.text is not None}
    still = {key._replace(year=0) for key, cell in now.items() if cell.share.text is not None}
    there = {key._replace(year=0) for key in now}
    return tuple(sorted((shown & there) - still, key=str))


def half_shown(cells: Cells) -> tuple[CellKey, ...]:
    """Give the cells that show a number beside a hidden one (S1).

    From it and a cell that shares its people, the hidden one could be worked out. None may be so; this holds
    the files themselves against that rule once more.
    """
    return tuple(
        key
        for key, cell in cells.items()
        if len({part.text is None for part in (cell.numerator, cell.complement, cell.share)}) > 1
    )


def size_of(cell: ShareCell) -> float | None:
    """Give the protected denominator of a cell, if it is shown."""
    parts = cell.numerator.text, cell.complement.text
    return None if None in parts else float(sum(float(part or 0) for part in parts))


def share_of(cell: ShareCell) -> float | None:
    """Give the share of a cell, if it is shown."""
    return float(cell.share.text) if cell.share.text is not None else None


def _error(cell: ShareCell) -> float | None:
    """Give the standard error behind the limits of 95 percent, in the unit of the share."""
    if cell.limits95 is None:
        return None
    lower, upper = cell.limits95
    return _PERCENT * (upper - lower) / (2 * _LEVEL_95)


def _quartiles(numbers: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """Give the numbers at which a quarter and three quarters of the weight are reached."""
    order = np.argsort(numbers, kind="stable")
    reached = np.cumsum(weights[order]) / weights.sum()
    low, high = (numbers[order][np.searchsorted(reached, share)] for share in (_LOWER, _UPPER))
    return float(low), float(high)

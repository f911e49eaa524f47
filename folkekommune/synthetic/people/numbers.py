"""Give children identity numbers of the synthetic series, each number once."""

from __future__ import annotations

import numpy as np

from folkekommune.identity import make_synthetic
from folkekommune.synthetic.arrays import BoolArray, IntArray

_RANGE = 250
_DATES_AT_ONCE = 2000
# Regulation on population registration, section 2-2: 000-499 for births 1900-1999, 500-999 for 2000-2039.
_FIRST_OF_CENTURY = {19: 0, 20: 500}


def assign_numbers(born: IntArray, girl: BoolArray, *, rng: np.random.Generator, d_numbers: bool) -> IntArray:
    """Give each child the next usable number of its birth date and sex.

    :raises OverflowError: when more children share a birth date than there are numbers.
    """
    order = np.lexsort((girl, born))
    group = born[order] * 2 + girl[order]
    starts = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
    sizes = np.diff(np.append(starts, len(group)))
    rank = np.arange(len(group)) - np.repeat(starts, sizes)
    most = int(sizes.max(initial=0))
    if most > _RANGE:
        raise OverflowError
    candidates = min(_RANGE, 2 * (most + 8))
    individual = rng.permutation(_RANGE)[:candidates] * 2
    numbers = np.empty(len(born), dtype=np.int64)
    for first in range(0, len(starts), _DATES_AT_ONCE):
        chosen = starts[first : first + _DATES_AT_ONCE]
        table = _usable(group[chosen], individual, d_numbers=d_numbers)
        low, high = chosen[0], chosen[-1] + sizes[first + len(chosen) - 1]
        row = np.repeat(np.arange(len(chosen)), sizes[first : first + len(chosen)])
        numbers[order[low:high]] = table[row, rank[low:high]]
    if (numbers < 0).any():
        raise OverflowError
    return numbers


def _usable(group: IntArray, individual: IntArray, *, d_numbers: bool) -> IntArray:
    """Give a table with the usable numbers of each birth date and sex first in its row."""
    born, girl = group // 2, group % 2
    dates = born.astype("datetime64[D]")
    century = (dates.astype("datetime64[Y]").astype(np.int64) + 1970) // 100
    base = np.array([_FIRST_OF_CENTURY[int(one)] for one in century])
    # An odd ninth digit is a boy's.
    wanted = base[:, None] + individual[None, :] + (1 - girl)[:, None]
    flat = make_synthetic(np.repeat(dates, len(individual)), wanted.ravel(), d_number=d_numbers)
    table = flat.reshape(wanted.shape)
    first = np.argsort(table < 0, axis=1, kind="stable")
    return np.take_along_axis(table, first, axis=1)

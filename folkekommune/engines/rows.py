"""Rows in an order of their own: by key, then by value, the same from every engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folkekommune.query.engine import Rows


def ordered(keys: NDArray[np.uint64], values: Sequence[NDArray[Any]]) -> Rows:
    """Put rows in order: of several with one key, by their values in the order of the columns."""
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    if (sorted_keys[1:] == sorted_keys[:-1]).any():
        ranks = [_ranks(column) for column in reversed(values)]
        order = np.lexsort((*ranks, keys))
    return Rows(keys[order], tuple(column[order] for column in values))


def _ranks(column: NDArray[Any]) -> NDArray[np.float64]:
    """Give numbers as they are, missing last, and texts by their place in the alphabet."""
    if column.dtype != object:
        return np.where(np.isnan(column), np.inf, column)
    known = sorted({value for value in column.tolist() if value is not None})
    places = {value: float(place) for place, value in enumerate(known)}
    return np.array([places.get(value, np.inf) for value in column.tolist()])

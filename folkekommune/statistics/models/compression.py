"""Rows that are alike as one: a design of categories has few different rows, however many persons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from folkekommune.statistics.models.fit import Numbers

_WORTH = 20
"""Rows for each different one that make it worth the while."""


@dataclass(frozen=True)
class Compressed:
    """The different rows of a matrix, and for each row which it is."""

    rows: Numbers
    places: NDArray[np.int64]

    def sums(self, values: Numbers) -> Numbers:
        """Add up values by row."""
        return np.bincount(self.places, weights=values, minlength=len(self.rows)).astype(np.float64)


def compressed(matrix: Numbers) -> Compressed | None:
    """Give the different rows, or nothing where there are too many of them."""
    # One number a row finds those that are alike; that they are is then checked.
    turned = matrix @ np.random.default_rng(0).normal(size=matrix.shape[1])
    places, found = pd.factorize(turned)
    if len(found) * _WORTH > len(matrix):
        return None
    first = np.zeros(len(found), dtype=np.int64)
    first[places[::-1]] = np.arange(len(matrix) - 1, -1, -1)
    rows = matrix[first]
    if any((np.take(row, places) != column).any() for row, column in zip(rows.T, matrix.T, strict=True)):
        return None
    return Compressed(rows, places.astype(np.int64))

"""How much single rows decide of a design, and how nearly its columns say the same."""

from __future__ import annotations

import numpy as np
from scipy import linalg

from folkekommune.statistics.models.fit import Numbers


def largest_leverage(matrix: Numbers) -> float:
    """Give the largest diagonal element of the hat matrix; infinity where columns are all but dependent.

    The columns are divided by their size first; those that are then linear combinations of others, as
    far as numbers tell, add nothing to the space and are passed over.
    """
    sizes = np.sqrt((matrix * matrix).sum(axis=0))
    used = matrix[:, sizes > 0] / sizes[sizes > 0]
    if not used.shape[1]:
        return 0.0
    values, vectors = linalg.eigh(used.T @ used)
    kept = values > values.max() * _DEPENDENT
    turned = used @ (vectors[:, kept] / np.sqrt(values[kept]))
    return float((turned * turned).sum(axis=1).max())


_DEPENDENT = 1e-12


def condition_number(matrix: Numbers) -> float:
    """Give the condition number of a matrix whose columns are divided by their size."""
    sizes = np.sqrt((matrix * matrix).sum(axis=0))
    if not (sizes > 0).all():
        return float("inf")
    # By way of the triangular factor: squares of columns would halve the digits there are.
    triangle = linalg.qr(matrix / sizes, mode="r", check_finite=False)[0][: matrix.shape[1]]
    values = linalg.svdvals(triangle)
    return float("inf") if values[-1] <= 0 else float(values[0] / values[-1])

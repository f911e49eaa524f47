"""Robust (HC1) and clustered covariances of coefficients.

The corrections are those of Stata and of R's ``sandwich``: n/(n−k), and with g clusters
g/(g−1)·(n−1)/(n−k).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from folkekommune.statistics.models.fit import Numbers


def sandwich(bread: Numbers, scores: Numbers, clusters: NDArray[np.int64] | None) -> Numbers:
    """Give bread · meat · bread, where the meat is of rows or of clusters.

    :param bread: the inverse information, :param scores: (n, k), the gradient of each row.
    """
    rows, parameters = scores.shape
    if clusters is None:
        summed, correction = scores, rows / (rows - parameters)
    else:
        groups = int(clusters.max()) + 1
        summed = np.stack(
            [np.bincount(clusters, weights=column, minlength=groups) for column in scores.T], axis=1
        )
        correction = groups / (groups - 1) * (rows - 1) / (rows - parameters)
    return np.asarray(correction * (bread @ (summed.T @ summed) @ bread))


def covariance(
    plain: Numbers,
    bread: Numbers,
    scores: Numbers,
    *,
    clusters: NDArray[np.int64] | None,
    options: Mapping[str, object],
) -> Numbers:
    """Give the covariance that was asked for."""
    if clusters is not None or options.get("robust"):
        return sandwich(bread, scores, clusters)
    return plain


def tested_with(df: float, clusters: NDArray[np.int64] | None) -> float:
    """Give the degrees of freedom of Student's distribution: with clusters, one less than there are."""
    return df if clusters is None else float(clusters.max())

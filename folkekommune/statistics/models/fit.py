"""What an estimator is given, and what it gives: plain arrays, before anything is protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

CONSTANT = "_cons"

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """Complete cases: no value is missing.

    :param outcome: (n,), :param matrix: (n, k), with the constant first where there is one.
    :param names: of the k columns.
    :param clusters: (n,) codes, or ``None``; :param panel: (n, 2) unit and time codes, or ``None``.
    :param extra: further columns a method needs, by its own names (instruments, exposure, event).
    """

    outcome: Numbers
    matrix: Numbers
    names: tuple[str, ...]
    clusters: NDArray[np.int64] | None = None
    panel: NDArray[np.int64] | None = None
    extra: Mapping[str, Numbers] = field(default_factory=dict)


@dataclass(frozen=True)
class Fit:
    """An estimate.

    :param coefficients: (k,), :param covariance: (k, k), of the kind that was asked for.
    :param normal: whether tests use the normal distribution; else Student's with ``df`` degrees of freedom.
    :param statistics: fit statistics by name (``r2``, ``log-likelihood``, ``f``, ``f-p``, …).
    :param tests: tests by name, each with statistic, degrees of freedom and p-value.
    """

    names: tuple[str, ...]
    coefficients: Numbers
    covariance: Numbers
    observations: int
    df: float
    normal: bool = False
    statistics: Mapping[str, float] = field(default_factory=dict)
    tests: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)

    @property
    def errors(self) -> Numbers:
        """Standard errors."""
        return np.sqrt(np.diag(self.covariance))

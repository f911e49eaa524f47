"""What an estimator is given, and what it gives: plain arrays, before anything is protected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from folkekommune.errors import FolkeKommuneError

CONSTANT = "_cons"

JOINED = "\x1f"
"""Stands between the parts of a name: the category of an outcome, and the factors of an interaction."""

Numbers = NDArray[np.float64]


class Outcome(Enum):
    """What kind of values an estimator explains; an event is what persons are counted with and without."""

    NUMBER = "number"
    BINARY = "binary"
    COUNT = "count"
    CATEGORY = "category"


class NotEstimableError(FolkeKommuneError):
    """The data does not determine the model: no convergence, separation, or too little variation."""


@dataclass(frozen=True)
class Design:
    """Complete cases: no value is missing.

    :param outcome: (n,), :param matrix: (n, k), with the constant first where there is one.
    :param names: of the k columns.
    :param clusters: (n,) codes, or ``None``; :param panel: (n, 2) unit and time codes, or ``None``.
    :param extra: further columns a method needs, by its own names (instruments, exposure, event).
    :param extra_names: names of the columns of those that are matrices.
    """

    outcome: Numbers
    matrix: Numbers
    names: tuple[str, ...]
    clusters: NDArray[np.int64] | None = None
    panel: NDArray[np.int64] | None = None
    extra: Mapping[str, Numbers] = field(default_factory=dict)
    extra_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Estimates:
    """Numbers that follow from a fit, each with its standard error: margins, marginal effects."""

    names: tuple[str, ...]
    values: Numbers
    errors: Numbers


@dataclass(frozen=True)
class Fit:
    """An estimate.

    :param coefficients: (k,), :param covariance: (k, k), of the kind that was asked for.
    :param normal: whether tests use the normal distribution; else Student's with ``df`` degrees of freedom.
    :param statistics: fit statistics by name (``r2``, ``log-likelihood``, ``f``, ``f-p``, …).
    :param tests: tests by name, each with statistic, degrees of freedom and p-value.
    :param further: further estimates by name (``margins``, ``dydx``, …).
    """

    names: tuple[str, ...]
    coefficients: Numbers
    covariance: Numbers
    observations: int
    df: float
    normal: bool = False
    statistics: Mapping[str, float] = field(default_factory=dict)
    tests: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    further: Mapping[str, Estimates] = field(default_factory=dict)

    @property
    def errors(self) -> Numbers:
        """Standard errors."""
        return np.sqrt(np.diag(self.covariance))


class Estimator(Protocol):
    """A file in ``statistics/models``.

    ``OUTCOME`` says what kind of values it explains. Two more functions may be there: ``effective(design,
    options)`` gives the matrix that the coefficients rest on, where that is another than the design's, and
    ``follow(fit, options)`` adds to a protected fit what follows from it.
    """

    OUTCOME: Outcome

    def estimate(self, design: Design, options: Mapping[str, object]) -> Fit:
        """Fit the model.

        :raises NotEstimableError: when the data does not determine it.
        """

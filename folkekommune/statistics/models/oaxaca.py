"""The decomposition of Blinder and Oaxaca: why two groups differ in the mean (``oaxaca``).

The difference is the first group's mean less the second's, in the order of their codes, as in Stata;
statsmodels turns the groups so that it is positive, which would let its sign be read off the order.
Standard errors are those of Jann (2008): coefficients and means of regressors both vary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from statsmodels.regression.linear_model import OLS

from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import CONSTANT, Design, Fit, NotEstimableError, Numbers, Outcome

OUTCOME = Outcome.NUMBER


@dataclass(frozen=True)
class _Group:
    means: Numbers
    means_covariance: Numbers
    coefficients: Numbers
    covariance: Numbers

    @property
    def mean(self) -> tuple[float, float]:
        """Give the predicted mean and its variance."""
        return float(self.means @ self.coefficients), _variance(self, self.means, self.coefficients)


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Decompose the difference between the means of two groups.

    :param design: ``extra`` holds ``group``, one column: 1 for the second group.
    :param options: ``pool``: two-fold with the coefficients of all (beside the group); ``robust`` (HC1).
    :raises NotEstimableError: when there are not two groups.
    """
    kind = "HC1" if options.get("robust") else "nonrobust"
    second_group = _second(design)
    with estimating():
        first, second = (_group(design, second_group == code, kind) for code in (0, 1))
        parts = {"@mean-first": first.mean, "@mean-second": second.mean}
        parts["@difference"] = (first.mean[0] - second.mean[0], first.mean[1] + second.mean[1])
        pool = bool(options.get("pool"))
        parts |= _twofold(design, first, second, kind=kind) if pool else _threefold(first, second)
    return Fit(
        names=tuple(parts),
        coefficients=np.array([value for value, _ in parts.values()]),
        covariance=np.diag([variance for _, variance in parts.values()]),
        observations=len(design.outcome),
        df=float(len(design.outcome) - 2 * design.matrix.shape[1]),
        normal=True,
    )


def _second(design: Design) -> Numbers:
    """Give 1 for the second group, 0 for the first."""
    groups = design.extra["group"]
    if groups.shape[1] != 1 or len(np.unique(groups)) != 2:  # noqa: PLR2004 - first and second
        raise NotEstimableError
    found: Numbers = groups[:, 0]
    return found


def _group(design: Design, own: Any, kind: str) -> _Group:
    found = OLS(design.outcome[own], design.matrix[own]).fit(cov_type=kind)
    matrix = design.matrix[own]
    means_covariance = np.atleast_2d(np.cov(matrix, rowvar=False)) / len(matrix)
    return _Group(matrix.mean(axis=0), means_covariance, found.params, found.cov_params())


def _variance(group: _Group, means: Numbers, coefficients: Numbers) -> float:
    return float(means @ group.covariance @ means + coefficients @ group.means_covariance @ coefficients)


def _threefold(first: _Group, second: _Group) -> dict[str, tuple[float, float]]:
    """Divide by what regressors, coefficients and both at once account for, seen from the second group."""
    means, gap = first.means - second.means, first.coefficients - second.coefficients
    spread = first.means_covariance + second.means_covariance
    both = first.covariance + second.covariance
    b, x = second.coefficients, second.means
    return {
        "@endowments": (float(means @ b), float(means @ second.covariance @ means + b @ spread @ b)),
        "@coefficients-part": (float(x @ gap), float(x @ both @ x + gap @ second.means_covariance @ gap)),
        "@interaction": (float(means @ gap), float(means @ both @ means + gap @ spread @ gap)),
    }


def _twofold(design: Design, first: _Group, second: _Group, *, kind: str) -> dict[str, tuple[float, float]]:
    """Divide by the coefficients of a regression over all, in which the group is a regressor too."""
    belongs = 1 - _second(design)
    pooled = OLS(design.outcome, np.column_stack([design.matrix, belongs])).fit(cov_type=kind)
    common, covariance = pooled.params[:-1], pooled.cov_params()[:-1, :-1]
    means = first.means - second.means
    spread = first.means_covariance + second.means_covariance
    explained = float(means @ common)
    rest = first.mean[0] - second.mean[0] - explained
    if CONSTANT in design.names:
        # Residuals of both groups add up to nothing, so the rest is the coefficient of the group.
        variance = float(pooled.cov_params()[-1, -1])
    else:
        variance = sum(float(g.means @ (g.covariance + covariance) @ g.means) for g in (first, second))
    return {
        "@explained": (explained, float(means @ covariance @ means + common @ spread @ common)),
        "@unexplained": (rest, variance),
    }

"""Linear panel models: within, random, between, pooled and first differences (``regress-panel``).

By linearmodels. ``robust`` clusters on the unit, as in Stata's ``xtreg``; clusters have the factor
G/(G-1) · (n-1)/(n-k). The constant of the within estimator is the mean of the unit effects. The variance
of random effects is Swamy and Arora's, with Stata's harmonic mean of the numbers of observations.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from linearmodels.panel import BetweenOLS, FirstDifferenceOLS, PanelOLS, PooledOLS, RandomEffects

from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import CONSTANT, Design, Fit, NotEstimableError, Numbers, Outcome

OUTCOME = Outcome.NUMBER

_TINY = 1e-9


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Estimate a panel model.

    What does not vary within units has no coefficient in the within estimator and in first differences.

    :param design: ``panel`` holds units and times.
    :param options: ``estimator``, of ``fe``, ``re``, ``be``, ``pooled`` and ``fd``; ``robust``.
    """
    kind = str(options.get("estimator", "fe"))
    shown = identified(design, kind)
    names = tuple(np.array(design.names)[shown])
    robust = bool(options.get("robust"))
    with estimating():
        found = _fitted(design, kind, shown, robust=robust)
        covariance = np.asarray(found.cov, dtype=float)
        f = found.f_statistic
    statistics = {
        "r2": float(found.rsquared),
        "rmse": float(np.sqrt(found.s2)),
        "units": float(len(np.unique(_units(design)))),
    }
    statistics |= {"f": float(f.stat), "f-p": float(f.pval)}
    if kind != "fd":
        statistics |= {
            "r2-within": float(found.rsquared_within),
            "r2-between": float(found.rsquared_between),
            "r2-overall": float(found.rsquared_overall),
        }
    if kind == "re":
        statistics |= {
            "sigma-unit": float(np.sqrt(found.variance_decomposition["Effects"])),
            "sigma-residual": float(np.sqrt(found.variance_decomposition["Residual"])),
        }
    return Fit(
        names=names,
        coefficients=np.asarray(found.params, dtype=float),
        covariance=covariance,
        observations=int(found.nobs),
        df=_degrees(design, found, robust=robust and kind != "be"),
        statistics=statistics,
    )


def effective(design: Design, options: Mapping[str, object]) -> Numbers:
    """Give the matrix that coefficients rest on: what is left within units, or the units' means."""
    kind = str(options.get("estimator", "fe"))
    matrix = design.matrix[:, identified(design, kind)]
    if kind == "fe":
        return np.asarray(matrix - _means(matrix, _units(design)) + matrix.mean(axis=0))
    if kind == "be":
        _, first = np.unique(_units(design), return_index=True)
        return _means(matrix, _units(design))[first]
    return matrix


def identified(design: Design, kind: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which columns can have a coefficient: for the within estimator those that vary within units."""
    matrix = design.matrix
    if kind not in {"fe", "fd"}:
        return np.ones(matrix.shape[1], dtype=bool)
    within = np.abs(matrix - _means(matrix, _units(design))).max(axis=0)
    varies = within > _TINY * np.maximum(1, np.abs(matrix).max(axis=0))
    return np.asarray(varies | ((np.array(design.names) == CONSTANT) & (kind == "fe")), dtype=np.bool_)


def unit_effects(design: Design, coefficients: Numbers) -> Numbers:
    """Give for each row the mean residual of its unit."""
    residuals = design.outcome - design.matrix @ coefficients
    return _means(residuals[:, None], _units(design))[:, 0]


def _fitted(design: Design, kind: str, shown: np.ndarray[Any, np.dtype[np.bool_]], *, robust: bool) -> Any:
    units, times = _panel(design)
    index = pd.MultiIndex.from_arrays([units, times])
    outcome = pd.DataFrame({"outcome": design.outcome}, index=index)
    matrix = pd.DataFrame(design.matrix[:, shown], index=index, columns=list(np.array(design.names)[shown]))
    clusters = design.clusters
    if robust and kind != "be":
        clusters = units
    how: dict[str, Any] = {"cov_type": "robust" if robust else "unadjusted", "debiased": True}
    if clusters is not None:
        how = {"cov_type": "clustered", "group_debias": True, "debiased": True}
        how["clusters"] = pd.DataFrame({"cluster": clusters}, index=index)
    if kind == "fe":
        return PanelOLS(outcome, matrix, entity_effects=True).fit(**how)
    model = {"re": RandomEffects, "be": BetweenOLS, "pooled": PooledOLS, "fd": FirstDifferenceOLS}[kind]
    return model(outcome, matrix).fit(**how)


def _degrees(design: Design, found: Any, *, robust: bool) -> float:
    if robust:
        return float(len(np.unique(_units(design))) - 1)
    if design.clusters is not None:
        return float(design.clusters.max())
    return float(found.df_resid)


def _panel(design: Design) -> tuple[Any, Any]:
    if design.panel is None:
        raise NotEstimableError
    return design.panel[:, 0], design.panel[:, 1]


def _units(design: Design) -> Any:
    return _panel(design)[0]


def _means(matrix: Numbers, units: Any) -> Numbers:
    """Give for each row the means of its unit."""
    _, place, count = np.unique(units, return_inverse=True, return_counts=True)
    total = np.zeros((len(count), matrix.shape[1]))
    np.add.at(total, place, matrix)
    means: Numbers = (total / count[:, None])[place]
    return means

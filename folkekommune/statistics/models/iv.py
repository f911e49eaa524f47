"""Instrumental variables: two-stage least squares, limited information, moments (``ivregress``).

By linearmodels. Covariances have the small-sample factor, as R's ``ivreg`` and Stata's option ``small``:
n/(n-k) for plain and robust (HC1), G/(G-1) · (n-1)/(n-k) for clusters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from linearmodels.iv import IV2SLS, IVGMM, IVLIML

from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import Design, Fit, Outcome
from folkekommune.statistics.models.sandwich import tested_with

_ESTIMATORS = {"tsls": IV2SLS, "liml": IVLIML, "gmm": IVGMM}
_ENDOGENEITY = {
    "unadjusted": ("durbin", "wu_hausman"),
    "robust": ("wooldridge_regression", "wooldridge_score"),
    "clustered": ("wooldridge_regression",),
}
_OVERIDENTIFICATION = {"plain": ("sargan", "basmann"), "limited": ("anderson_rubin", "basmann_f")}

OUTCOME = Outcome.NUMBER

Tests = dict[str, tuple[float, float, float]]


@dataclass(frozen=True)
class _Asked:
    estimator: str
    kind: str
    options: Mapping[str, object]


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Estimate a model with endogenous regressors, which come after the others.

    :param design: ``extra`` holds the columns that are ``endogenous``, and the ``instruments``.
    :param options: ``estimator``, of ``tsls``, ``liml`` and ``gmm``; ``robust``, ``endog``, ``firststage``
        and ``overid``, whether they are asked for.
    :raises NotEstimableError: when there are fewer instruments than endogenous variables, say.
    """
    name, names = str(options.get("estimator", "tsls")), design.extra_names["endogenous"]
    asked = _Asked(name, _kind(design, options), options)
    with estimating():
        found = _fitted(design, asked)
        tests, statistics = _told(found, asked, names, excess=_excess(design))
        covariance = np.asarray(found.cov, dtype=float)
    return Fit(
        names=(*design.names, *names),
        coefficients=np.asarray(found.params, dtype=float),
        covariance=covariance,
        observations=int(found.nobs),
        df=tested_with(float(found.df_resid), design.clusters),
        statistics=statistics,
        tests=tests,
    )


def _kind(design: Design, options: Mapping[str, object]) -> str:
    if design.clusters is not None:
        return "clustered"
    return "robust" if options.get("robust") else "unadjusted"


def _fitted(design: Design, asked: _Asked) -> Any:
    clusters = {} if design.clusters is None else {"clusters": design.clusters}
    weighting = {"weight_type": asked.kind, **clusters} if asked.estimator == "gmm" else {}
    parts = (
        design.outcome,
        design.matrix if design.names else None,
        design.extra["endogenous"],
        design.extra["instruments"],
    )
    model = _ESTIMATORS[asked.estimator](*parts, **weighting)
    return model.fit(cov_type=asked.kind, debiased=True, **clusters)


def _told(
    found: Any, asked: _Asked, names: tuple[str, ...], *, excess: int
) -> tuple[Tests, dict[str, float]]:
    """Give the tests and figures that were asked for."""
    tests: Tests = {}
    statistics = {"r2": float(found.rsquared), "rmse": float(np.sqrt(found.s2))}
    if asked.estimator == "liml":
        statistics["kappa"] = float(found.kappa)
    if asked.options.get("endog") and asked.estimator == "tsls":
        tests |= {_spoken(test): _test(_value(found, test)) for test in _ENDOGENEITY[asked.kind]}
    if asked.options.get("overid") and asked.estimator != "gmm" and excess > 0:
        tests |= _overidentification(found, asked)
    if asked.options.get("firststage"):
        first, shares = _first_stage(found, names, excess + len(names))
        tests, statistics = tests | first, statistics | shares
    return tests, statistics


def _excess(design: Design) -> int:
    return len(design.extra_names["instruments"]) - len(design.extra_names["endogenous"])


def _overidentification(found: Any, asked: _Asked) -> Tests:
    names: tuple[str, ...] = ("wooldridge_overid",)
    if asked.estimator == "liml":
        names = _OVERIDENTIFICATION["limited"]
    elif asked.kind == "unadjusted":
        names = _OVERIDENTIFICATION["plain"]
    return {_spoken(test): _test(_value(found, test)) for test in names}


def _first_stage(found: Any, names: tuple[str, ...], instruments: int) -> tuple[Tests, dict[str, float]]:
    """Give for each endogenous variable how well the instruments foretell it."""
    table = found.first_stage.diagnostics
    tests: Tests = {}
    shares: dict[str, float] = {}
    for name, (_, row) in zip(names, table.iterrows(), strict=True):
        tests[f"first-stage:{name}"] = (float(row["f.stat"]), float(instruments), float(row["f.pval"]))
        for figure, code in (
            ("rsquared", "r2"),
            ("partial.rsquared", "partial-r2"),
            ("shea.rsquared", "shea"),
        ):
            shares[f"first-stage-{code}:{name}"] = float(row[figure])
    return tests, shares


def _value(found: Any, name: str) -> Any:
    value = getattr(found, name)
    return value() if callable(value) else value


def _test(found: Any) -> tuple[float, float, float]:
    return float(found.stat), float(found.df), float(found.pval)


def _spoken(name: str) -> str:
    return name.replace("_", "-")

"""What the likelihood models of statsmodels share: fitting, errors, fit statistics, marginal effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy import linalg
from scipy.stats import chi2

from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import CONSTANT, Design, Estimates, Fit, NotEstimableError, Numbers
from folkekommune.statistics.models.sandwich import covariance

_ITERATIONS = 200


def fitted(
    model: Any, design: Design, options: Mapping[str, object], *, names: tuple[str, ...], null: float
) -> tuple[Fit, Any]:
    """Fit a model by maximum likelihood, and give what statsmodels gave too.

    :param names: of all parameters, :param null: log-likelihood with nothing but a constant.
    :raises NotEstimableError: when it does not converge.
    """
    with estimating():
        result = model.fit(disp=False, maxiter=_ITERATIONS, **_METHOD.get(type(model).__name__, {}))
        coefficients = _flat(np.asarray(result.params))
        bread = inverse_of(-model.hessian(coefficients))
    if not result.mle_retvals["converged"]:
        raise NotEstimableError
    fit = fit_of(
        coefficients,
        bread,
        lambda: model.score_obs(coefficients),
        design=design,
        options=options,
        names=names,
        likelihoods=(float(result.llf), null),
    )
    return fit, result


def inverse_of(information: Numbers) -> Numbers:
    """Invert an information matrix.

    :raises NotEstimableError: when it cannot be.
    """
    with estimating():
        return np.asarray(linalg.inv(information))


def fit_of(
    coefficients: Numbers,
    bread: Numbers,
    scores: Callable[[], Numbers],
    *,
    design: Design,
    options: Mapping[str, object],
    names: tuple[str, ...],
    likelihoods: tuple[float, float],
) -> Fit:
    """Put a fit by maximum likelihood together.

    :param bread: the inverse information, :param scores: gives the gradient of each row, if it is needed.
    :param likelihoods: logarithms of the likelihood of the model, and of one with nothing but a constant.
    """
    asked = bool(options.get("robust")) or design.clusters is not None
    rows = scores() if asked else np.zeros((0, len(names)))
    found = covariance(bread, bread, rows, clusters=design.clusters, options=options)
    slopes = np.array([not name.endswith(CONSTANT) and not name.startswith("@") for name in names])
    likelihood, null = likelihoods
    statistics = {"log-likelihood": likelihood, "pseudo-r2": 1 - likelihood / null}
    count = int(slopes.sum())
    if count:
        with estimating():
            inner = linalg.solve(found[np.ix_(slopes, slopes)], coefficients[slopes])
        statistic = float(coefficients[slopes] @ inner) if asked else 2 * (likelihood - null)
        statistics |= {"chi2": statistic, "chi2-p": float(chi2.sf(statistic, count))}
    return Fit(
        names=names,
        coefficients=coefficients,
        covariance=found,
        observations=len(design.outcome),
        df=len(design.outcome) - len(names),
        normal=True,
        statistics=statistics,
    )


_METHOD: Mapping[str, dict[str, object]] = {
    "NegativeBinomial": {"method": "bfgs", "gtol": 1e-7},
    "MNLogit": {"method": "newton"},
    "Logit": {"method": "newton"},
    "Probit": {"method": "newton"},
    "Poisson": {"method": "newton"},
}


def marginal_effects(
    result: Any, fit: Fit, names: tuple[str, ...], options: Mapping[str, object]
) -> dict[str, Estimates]:
    """Give the marginal effects or elasticities that were asked for (statsmodels, delta method).

    :param names: of what the effects are of, in the order of statsmodels.
    """
    slope = options.get("mfx")
    if not isinstance(slope, str):
        return {}
    with estimating():
        result.cov_params_default = fit.covariance
        found = result.get_margeff(at=options.get("mfx_at", "overall"), method=slope)
        values, errors = np.asarray(found.margeff), np.asarray(found.margeff_se)
    return {slope: Estimates(names, _flat(values), _flat(errors))}


def slopes_of(design: Design) -> tuple[str, ...]:
    """Give the names of the columns that are not the constant."""
    return tuple(name for name in design.names if name != CONSTANT)


def null_likelihood(outcome: Numbers) -> float:
    """Give the log-likelihood of a constant probability.

    :raises NotEstimableError: when all or none have the event.
    """
    share = float(outcome.mean())
    if not 0 < share < 1:
        raise NotEstimableError
    return len(outcome) * float(share * np.log(share) + (1 - share) * np.log(1 - share))


def _flat(values: Numbers) -> Numbers:
    """Put the parameters of one outcome after those of another."""
    return np.asarray(values).ravel(order="F")

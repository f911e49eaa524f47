"""Hausman's test: whether the within and the random estimates of a panel are the same (``hausman``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.stats import chi2

from folkekommune.statistics.models import panel
from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import CONSTANT, Design, Estimates, Fit, Numbers, Outcome

OUTCOME = Outcome.NUMBER

RANDOM, DIFFERENCE = "random-effects", "difference"


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Estimate within units, with the random estimates of the same coefficients beside, and test.

    The statistic is none where the covariance of the difference is not one.

    :param design: ``panel`` holds units and times.
    :param options: ``sigmamore``: both covariances with the residual variance of the random estimate;
        ``sigmaless``: with that of the within estimate; ``include_constant``.
    """
    within = panel.estimate(design, {"estimator": "fe"})
    random = panel.estimate(design, {"estimator": "re"})
    places = [random.names.index(name) for name in within.names]
    beside = Estimates(within.names, random.coefficients[places], random.errors[places])
    statistics = dict(within.statistics) | {"rmse-random": random.statistics["rmse"]}
    fit = replace(within, statistics=statistics, further={RANDOM: beside})
    chosen = _compared(fit, options)
    own, other = _scales(fit, options)
    covariance = own * within.covariance - other * random.covariance[np.ix_(places, places)]
    difference = (within.coefficients - beside.values)[chosen]
    with estimating():
        statistic = float(difference @ np.linalg.solve(covariance[np.ix_(chosen, chosen)], difference))
    statistic = statistic if statistic >= 0 else float("nan")
    width = float(len(difference))
    return replace(fit, tests={"hausman": (statistic, width, float(chi2.sf(statistic, width)))})


def follow(fit: Fit, options: Mapping[str, object]) -> Fit:
    """Add the differences, from both estimates as they stand.

    An error is none where the variance of the within estimate is the smaller one.
    """
    beside, chosen = fit.further[RANDOM], _compared(fit, options)
    own, other = _scales(fit, options)
    variance = own * fit.errors**2 - other * beside.errors**2
    errors: Numbers = np.sqrt(np.where(variance > 0, variance, np.nan))
    names = tuple(fit.names[place] for place in chosen)
    difference = Estimates(names, (fit.coefficients - beside.values)[chosen], errors[chosen])
    return replace(fit, further=dict(fit.further) | {DIFFERENCE: difference})


def effective(design: Design, options: Mapping[str, object]) -> Numbers:
    """Give the matrix that the within coefficients rest on."""
    del options
    return panel.effective(design, {"estimator": "fe"})


def _compared(fit: Fit, options: Mapping[str, object]) -> list[int]:
    """Give the places of the coefficients that are compared: not the constant, unless it is asked for."""
    constant = bool(options.get("include_constant"))
    return [place for place, name in enumerate(fit.names) if constant or name != CONSTANT]


def _scales(fit: Fit, options: Mapping[str, object]) -> tuple[float, float]:
    """Give what the within and the random covariance are multiplied by."""
    ratio = (fit.statistics["rmse-random"] / fit.statistics["rmse"]) ** 2
    return ratio if options.get("sigmamore") else 1.0, 1 / ratio if options.get("sigmaless") else 1.0

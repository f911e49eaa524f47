"""Proportional hazards with Efron's treatment of ties (``cox``). By statsmodels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.stats import chi2
from statsmodels.duration.hazard_regression import PHReg

from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import CONSTANT, Design, Fit, Outcome

OUTCOME = Outcome.BINARY


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Estimate how the hazard hangs on each column; there is no constant.

    :param design: the outcome is 1 for an event and 0 for a censored duration; ``extra`` holds ``duration``.
    :raises NotEstimableError: when the likelihood has no top.
    """
    del options
    own = [place for place, name in enumerate(design.names) if name != CONSTANT]
    width = len(own)
    with estimating():
        model = PHReg(design.extra["duration"], design.matrix[:, own], status=design.outcome, ties="efron")
        found = model.fit()
        ratio = 2 * (float(found.llf) - float(model.loglike(np.zeros(width))))
        covariance = np.asarray(found.cov_params(), dtype=float)
        coefficients = np.asarray(found.params, dtype=float)
        wald = float(coefficients @ np.linalg.solve(covariance, coefficients))
    return Fit(
        names=tuple(design.names[place] for place in own),
        coefficients=coefficients,
        covariance=covariance,
        observations=len(design.outcome),
        df=float(len(design.outcome) - width),
        normal=True,
        statistics={"log-likelihood": float(found.llf), "events": float(design.outcome.sum())},
        tests={
            "likelihood-ratio": (ratio, float(width), float(chi2.sf(ratio, width))),
            "wald": (wald, float(width), float(chi2.sf(wald, width))),
        },
    )

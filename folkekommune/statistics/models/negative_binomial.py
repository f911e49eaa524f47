"""Negative binomial regression (NB2) of counts that vary more than Poisson's, by statsmodels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from statsmodels.discrete.discrete_model import NegativeBinomial

from folkekommune.statistics.models.discrete import fitted
from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import Design, Fit, NotEstimableError, Outcome
from folkekommune.statistics.models.poisson import exposure_of

OUTCOME = Outcome.COUNT
ALPHA = "@alpha"
"""The name of the last parameter: how much the variance grows beyond the mean."""


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Fit by maximum likelihood.

    :raises NotEstimableError: when nothing is counted, or it does not converge.
    """
    if not design.outcome.any():
        raise NotEstimableError
    offset = np.log(exposure_of(design))
    with estimating():
        alone = NegativeBinomial(design.outcome, np.ones((len(offset), 1)), offset=offset)
        null = float(alone.fit(disp=False, maxiter=200).llf)
    model = NegativeBinomial(design.outcome, design.matrix, offset=offset)
    return fitted(model, design, options, names=(*design.names, ALPHA), null=null)[0]

"""Mixed models with a random intercept for one or two nested groups, by REML (``regress-mml``).

By the class ``MixedLM`` of statsmodels, as microdata.no's.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from statsmodels.regression.mixed_linear_model import MixedLM, VCSpec

from folkekommune.statistics.models.estimating import estimating
from folkekommune.statistics.models.fit import Design, Fit, NotEstimableError, Numbers, Outcome

OUTCOME = Outcome.NUMBER


def estimate(design: Design, options: Mapping[str, object]) -> Fit:
    """Estimate fixed effects and the variances of the groups.

    :param design: ``extra`` holds ``group`` and, for a third level, ``subgroup`` (within the group).
    :raises NotEstimableError: when the likelihood has no top that is found.
    """
    del options
    groups = design.extra["group"]
    components = _subgroups(design) if "subgroup" in design.extra else None
    each = np.ones((len(groups), 1))
    width = design.matrix.shape[1]
    with estimating():
        model = MixedLM(design.outcome, design.matrix, groups, exog_re=each, exog_vc=components)
        found = model.fit(reml=True, method=["bfgs", "lbfgs", "powell"])
        covariance = np.asarray(found.cov_params(), dtype=float)[:width, :width]
    if not found.converged:
        raise NotEstimableError
    statistics = {
        "log-likelihood": float(found.llf),
        "sigma-residual": float(np.sqrt(found.scale)),
        "sigma-group": float(np.sqrt(np.asarray(found.cov_re)[0, 0])),
    }
    if components is not None:
        statistics["sigma-subgroup"] = float(np.sqrt(np.asarray(found.vcomp)[0]))
    return Fit(
        names=design.names,
        coefficients=np.asarray(found.fe_params, dtype=float),
        covariance=covariance,
        observations=len(design.outcome),
        df=float(len(design.outcome) - width),
        normal=True,
        statistics=statistics,
    )


def _subgroups(design: Design) -> VCSpec:
    """Give for each group, in the order statsmodels keeps them, an indicator of each of its subgroups."""
    groups, inner = design.extra["group"], design.extra["subgroup"]
    matrices: list[Numbers] = []
    names: list[list[str]] = []
    for group in np.unique(groups):
        own = inner[groups == group]
        known = np.unique(own)
        matrices.append((own[:, None] == known[None, :]).astype(float))
        names.append([f"{place}" for place in range(len(known))])
    return VCSpec(["subgroup"], [names], [matrices])

"""Integrate over latent scores numerically, so that nothing depends on who happens to be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import expit, logit

from folkekommune.synthetic.arrays import BoolArray, FloatArray

_NODES = 24
_BISECTIONS = 60
_WIDEST = 40.0
_NEWTON_STEPS = 50
_CLOSE = 1e-12


@cache
def normal_nodes(count: int = _NODES) -> tuple[FloatArray, FloatArray]:
    """Give nodes and weights of the standard normal distribution (Gauss-Hermite)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    return nodes, weights / weights.sum()


@dataclass(frozen=True)
class Reference:
    """The population in which marginals are met: ses, sex and child effect with their weights."""

    ses: FloatArray
    girl: BoolArray
    effect: FloatArray
    weight: FloatArray


def reference_population(
    *, ses_mean: float, ses_spread: float, child_spread: float, girl_share: float
) -> Reference:
    """Lay out the reference population as a grid."""
    nodes, weights = normal_nodes()
    ses, effect, girl = np.meshgrid(
        ses_mean + ses_spread * nodes, child_spread * nodes, [False, True], indexing="ij"
    )
    share = weights[:, None, None] * weights[None, :, None] * np.array([1.0 - girl_share, girl_share])
    return Reference(ses.ravel(), girl.ravel().astype(np.bool_), effect.ravel(), share.ravel())


def solve_rising(function: Callable[[float], float], target: float) -> float:
    """Find where a rising function takes a value."""
    low, high = -_WIDEST, _WIDEST
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if function(middle) < target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def solve_intercept(share: float, offset: FloatArray, weight: FloatArray) -> float:
    """Find the intercept with which a logistic model has a mean, over weighted offsets (Newton's method)."""
    if share <= 0.0:
        return -np.inf
    if share >= 1.0:
        return np.inf
    own = weight / weight.sum()
    at = float(logit(share) - (own * offset).sum())
    for _ in range(_NEWTON_STEPS):
        probability = expit(at + offset)
        step = ((own * probability).sum() - share) / (own * probability * (1 - probability)).sum()
        at -= float(np.clip(step, -1.0, 1.0))
        if abs(step) < _CLOSE:
            break
    return at

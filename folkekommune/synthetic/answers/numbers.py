"""Answers that are numbers: named distributions, drawn by turning a uniform number round.

Effects are added to the number itself (``additive``), to the logarithm of its mean (``log``) or to the
logit of its probability (``logit``). Marginal mean and spread are those of the table: what the effects add
to the spread is taken from the rest.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import betaincinv, expit, gammaincinv, ndtri

from folkekommune.synthetic.answers.cumulative import Effects
from folkekommune.synthetic.answers.quadrature import Reference, solve_rising
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.arrays import FloatArray
from folkekommune.synthetic.questionnaire.marginals import Distribution

_LEAST_SPREAD = 0.3
_MOST_COUNTED = 60


class NumberModel:
    """A distribution with effects, shifted so that its mean is met in the reference population."""

    def __init__(self, spec: Distribution, effects: Effects, reference: Reference) -> None:
        self._draw = _KINDS[spec.name]
        self._arguments = spec.arguments
        self._effects = effects
        offset = effects.fixed(reference.ses, reference.girl, reference.effect)
        self._offset, self._weight = offset, reference.weight / reference.weight.sum()

    def draw(self, rows: Rows, uniform: FloatArray) -> FloatArray:
        """Give numbers, not yet rounded or limited."""
        own = self._effects.fixed(rows.ses, rows.girl, rows.effect)
        return self._draw(self, own, uniform)

    def mean(self, values: FloatArray) -> float:
        """Give a mean over the reference population."""
        return float((values * self._weight).sum())

    def normal(self, own: FloatArray, uniform: FloatArray) -> FloatArray:
        """Draw from ``N(mean, spread)``."""
        mean, spread = self._arguments
        centred, rest = self._additive(own, spread)
        drawn: FloatArray = mean + centred + rest * ndtri(uniform)
        return drawn

    def tenths(self, own: FloatArray, uniform: FloatArray) -> FloatArray:
        """Draw from ``BETA10(mean, spread)``: a beta distribution on 0-10."""
        mean, spread = self._arguments
        centred, rest = self._additive(own, spread)
        share = np.clip((mean + centred) / 10.0, 0.05, 0.95)
        precision = np.maximum(share * (1 - share) / (rest / 10.0) ** 2 - 1.0, 1.0)
        drawn: FloatArray = betaincinv(share * precision, (1 - share) * precision, uniform)
        return 10.0 * drawn

    def distress(self, own: FloatArray, uniform: FloatArray) -> FloatArray:
        """Draw from ``DIST(mean, spread)``: 1 and a gamma distribution."""
        mean, spread = self._arguments
        centred, rest = self._additive(own, spread)
        above = np.maximum(mean - 1.0 + centred, 0.1)
        shape = ((mean - 1.0) / rest) ** 2
        drawn: FloatArray = gammaincinv(shape, uniform)
        return 1.0 + above / shape * drawn

    def poisson(self, own: FloatArray, uniform: FloatArray) -> FloatArray:
        """Draw from ``POIS(mean)``."""
        mean = self._log_mean(own, self._arguments[0])
        return _count(uniform, np.exp(-mean), lambda k, p: p * mean / k)

    def negative_binomial(self, own: FloatArray, uniform: FloatArray) -> FloatArray:
        """Draw from ``NEGBIN(mean, variance)``."""
        target, variance = self._arguments
        mean = self._log_mean(own, target)
        spread_out = self._log_mean(self._offset, target)
        size = self.mean(spread_out**2) / (variance - target - self.mean((spread_out - target) ** 2))
        success = size / (size + mean)
        return _count(uniform, success**size, lambda k, p: p * (k - 1 + size) / k * (1 - success))

    def binomial(self, own: FloatArray, uniform: FloatArray) -> FloatArray:
        """Draw from ``BIN(n, p)``."""
        trials, share = self._arguments
        cut = solve_rising(lambda at: self.mean(np.asarray(expit(at + self._offset))), share)
        chance = np.asarray(expit(cut + own))
        return _count(
            uniform, (1 - chance) ** trials, lambda k, p: p * (trials - k + 1) / k * chance / (1 - chance)
        )

    def _additive(self, own: FloatArray, spread: float) -> tuple[FloatArray, float]:
        """Centre effects, and give the spread that is left for the rest."""
        middle = self.mean(self._offset)
        explained = self.mean((self._offset - middle) ** 2)
        rest = max(spread**2 - explained, (_LEAST_SPREAD * spread) ** 2)
        return own - middle, float(np.sqrt(rest))

    def _log_mean(self, own: FloatArray, mean: float) -> FloatArray:
        return mean * np.exp(own) / self.mean(np.exp(self._offset))


def _count(
    uniform: FloatArray, none: FloatArray, following: Callable[[int, FloatArray], FloatArray]
) -> FloatArray:
    """Find the count at which the sum of probabilities passes the uniform number."""
    probability, passed = none, none.copy()
    counts = np.zeros(len(uniform))
    for number in range(1, _MOST_COUNTED):
        above = uniform > passed
        if not above.any():
            break
        counts[above] = number
        probability = following(number, probability)
        passed = passed + probability
    return counts


_KINDS: dict[str, Callable[[NumberModel, FloatArray, FloatArray], FloatArray]] = {
    "N": NumberModel.normal,
    "BETA10": NumberModel.tenths,
    "DIST": NumberModel.distress,
    "POIS": NumberModel.poisson,
    "NEGBIN": NumberModel.negative_binomial,
    "BIN": NumberModel.binomial,
}

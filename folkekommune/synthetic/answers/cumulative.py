"""The cumulative logit model of coded answers.

The probability of an answer at least as adverse as a code is the logistic function of a cut and the
effects, with equal effects on every cut. Cuts are set so that the marginal shares are met in the
reference population, in the year of the trend or in the years of the time profile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from scipy.special import expit

from folkekommune.synthetic.answers.quadrature import Reference, normal_nodes, solve_intercept
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.arrays import BoolArray, FloatArray, IntArray
from folkekommune.synthetic.questionnaire.marginals import Shares

TraitProbability = Callable[[str, FloatArray, BoolArray, FloatArray], FloatArray]
_FEW_NODES = 16


@dataclass(frozen=True)
class Effects:
    """Coefficients on the adverse side."""

    ses: float
    girl: float
    child: float
    trend: float
    traits: dict[str, float] = field(hash=False)

    @staticmethod
    def of(effects: dict[str, float]) -> Effects:
        """Sort the effects of an item."""
        rest = dict(effects)
        ses, girl, child, trend = (rest.pop(name, 0.0) for name in ("ses", "sex", "u", "trend"))
        return Effects(ses=ses, girl=girl, child=child, trend=trend, traits=rest)

    def fixed(self, ses: FloatArray, girl: BoolArray, child: FloatArray | float) -> FloatArray:
        """Sum the effects that do not change with time or traits."""
        return self.ses * ses + self.girl * girl + self.child * child


@dataclass(frozen=True)
class CumulativeLogit:
    """A calibrated model.

    :param codes: from the least to the most adverse; :param cuts: one row a year, one column for every
        code but the first.
    """

    codes: tuple[float, ...]
    years: FloatArray
    cuts: FloatArray
    effects: Effects
    trend_year: int

    def tails(self, rows: Rows) -> list[FloatArray]:
        """Give for every code but the first the probability of an answer at least as adverse."""
        linear = self.effects.fixed(rows.ses, rows.girl, rows.effect)
        for name, effect in self.effects.traits.items():
            linear = linear + effect * rows.traits[name]
        return self._tails(linear, rows.year)

    def draw(self, rows: Rows, uniform: FloatArray, *, shift: FloatArray | float = 0.0) -> FloatArray:
        """Give answers: the lower the uniform number, the more adverse.

        :param shift: added on the logit scale.
        """
        linear = self.effects.fixed(rows.ses, rows.girl, rows.effect) + shift
        for name, effect in self.effects.traits.items():
            linear = linear + effect * rows.traits[name]
        steps = np.zeros(len(rows), dtype=np.int64)
        for tail in self._tails(linear, rows.year):
            steps += uniform < tail
        return np.array(self.codes)[steps]

    def probability(
        self,
        codes: set[float],
        *,
        ses: FloatArray,
        girl: BoolArray,
        year: IntArray | FloatArray,
        child_spread: float,
        traits: dict[str, FloatArray],
    ) -> FloatArray:
        """Give the probability of some codes given ses and sex, with child effect and traits integrated out.

        :param traits: the probability of each trait that has an effect.
        """
        nodes, weights = normal_nodes(_FEW_NODES) if self.effects.child else (np.zeros(1), np.ones(1))
        total = np.zeros(len(ses))
        for present in product((False, True), repeat=len(self.effects.traits)):
            share = np.ones(len(ses))
            shift = 0.0
            for has, (name, effect) in zip(present, self.effects.traits.items(), strict=True):
                share = share * (traits[name] if has else 1.0 - traits[name])
                shift += effect * has
            for node, weight in zip(nodes, weights, strict=True):
                linear = self.effects.fixed(ses, girl, child_spread * node) + shift
                tails = [np.ones(len(ses)), *self._tails(linear, year), np.zeros(len(ses))]
                for index, code in enumerate(self.codes):
                    if code in codes:
                        total += weight * share * (tails[index] - tails[index + 1])
        return total

    def _tails(self, linear: FloatArray, year: IntArray | FloatArray) -> list[FloatArray]:
        time = self.effects.trend * (year - self.trend_year)
        if len(self.years) == 1:
            return [np.asarray(expit(cut + linear + time)) for cut in self.cuts[0]]
        return [
            np.asarray(expit(np.interp(year, self.years, column) + linear + time)) for column in self.cuts.T
        ]


def calibrate(
    knots: tuple[tuple[int, Shares], ...],
    *,
    effects: dict[str, float],
    adverse_low: bool,
    reference: Reference,
    trend_year: int,
    traits: TraitProbability,
) -> CumulativeLogit:
    """Set the cuts so that the shares are met.

    :param knots: shares by year; one for all years, or a time profile.
    :param traits: the probability of a trait given ses, sex and year.
    """
    sorted_effects = Effects.of(effects)
    direction = -1 if adverse_low else 1
    codes = knots[0][1].codes[::direction]
    cuts = []
    for year, shares in knots:
        offset, weight = _offsets(sorted_effects, reference, year=year, traits=traits)
        in_order = shares.shares[::direction]
        tails = [sum(in_order[index:]) for index in range(1, len(codes))]
        cuts.append([solve_intercept(min(tail, 1.0), offset, weight) for tail in tails])
    years = np.array([float(year) for year, _ in knots])
    return CumulativeLogit(codes, years, _finite(np.array(cuts)), sorted_effects, trend_year)


def _finite(cuts: FloatArray) -> FloatArray:
    """Replace infinite cuts by ones that are as good, so that they can be interpolated."""
    return np.clip(cuts, -1e3, 1e3)


def _offsets(
    effects: Effects, reference: Reference, *, year: int, traits: TraitProbability
) -> tuple[FloatArray, FloatArray]:
    """Give the values of all effects in the reference population, with their weights."""
    fixed = effects.fixed(reference.ses, reference.girl, reference.effect)
    when = np.full(len(fixed), float(year))
    offsets, weights = [], []
    for present in product((False, True), repeat=len(effects.traits)):
        share = reference.weight
        shift = 0.0
        for has, (name, effect) in zip(present, effects.traits.items(), strict=True):
            probability = traits(name, reference.ses, reference.girl, when)
            share = share * (probability if has else 1.0 - probability)
            shift += effect * has
        offsets.append(fixed + shift)
        weights.append(share)
    return np.concatenate(offsets), np.concatenate(weights)

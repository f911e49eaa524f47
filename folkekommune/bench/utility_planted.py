"""What a study of the synthetic children would find if there were endlessly many of them.

The relations are planted given the latent ``ses``, which no databank has. So what a script can estimate is
not the planted size itself but what its own model comes to in the whole population: the model is fitted to
the generating probabilities, over a grid of ses and child effect with their weights. Nothing is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.special import expit, logit

from folkekommune.catalogue.packages import shipped_folder
from folkekommune.synthetic.answers.bmi import BmiCurves
from folkekommune.synthetic.answers.growth import BMI, WEIGHT
from folkekommune.synthetic.answers.models import Models
from folkekommune.synthetic.answers.overweight import OverweightModel
from folkekommune.synthetic.answers.quadrature import normal_nodes
from folkekommune.synthetic.answers.relations import Relation, exposed_share, logit_shift, read_relations
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.arrays import BoolArray, FloatArray
from folkekommune.synthetic.generate import PACKAGE
from folkekommune.synthetic.questionnaire.items import load_questionnaire
from folkekommune.synthetic.source import Source

_SMOKING = "smoking"
_STEPS = 25


@dataclass(frozen=True)
class Population:
    """Kinds of children with their shares: everything that acts on an exposure or an outcome."""

    ses: FloatArray
    effect: FloatArray
    girl: BoolArray
    traits: dict[str, BoolArray]
    share: FloatArray


class Planted:
    """The planted relations, as a script meets them.

    :param settings: the model of the generator; the shipped one when none is given.
    """

    def __init__(self, settings: dict[str, Any] | None = None) -> None:
        self._source = Source(shipped_folder() / PACKAGE / "synthetic")
        self._settings = settings or self._source.settings("model.toml")
        self._questionnaire = load_questionnaire(self._source)
        self._models = Models(self._questionnaire, self._settings)
        self._relations = {each.outcome: each for each in read_relations(self._settings)}
        self._everyone = self._population()

    def weight_difference(self) -> float:
        """Give the difference in kilograms between exposed and unexposed of one sex.

        Weight in infancy hangs on nothing else that acts on the exposure: the shift in z-scores times the
        spread of the curve, girls and boys by their shares.
        """
        relation = self._relations[WEIGHT]
        (row,) = (
            row
            for row in self._source.rows("growth_means.csv")
            if (row["curve"], row["occasion"]) == (WEIGHT, relation.occasion)
        )
        girls = self._settings["latent"]["girl_share"]
        spread = girls * float(row["girls_spread"]) + (1 - girls) * float(row["boys_spread"])
        return float((relation.shift or 0.0) * spread)

    def overweight_odds(self) -> float:
        """Give the odds ratio of overweight, adjusted for sex and smoking but not for ses."""
        relation, everyone = self._relations[BMI], self._everyone
        curve = OverweightModel(self._source, BmiCurves(self._source), settings=self._settings)
        share = exposed_share(self._models, relation.exposure)
        curve.plant(relation.occasion, odds_ratio=relation.odds_ratio or 1.0, exposed_share=share)
        size = len(everyone.ses)
        outcomes = [
            curve.probability(
                relation.occasion,
                ses=everyone.ses,
                girl=everyone.girl,
                year=np.full(size, self._models.trend_year),
                age=np.full(size, self._questionnaire.occasion(relation.occasion).due),
                exposed=np.full(size, exposed),
            )
            for exposed in (0.0, 1.0)
        ]
        return self._odds(relation, outcomes)

    def behaviour_odds(self) -> float:
        """Give the odds ratio of behaviour, adjusted for sex and smoking but not for ses."""
        (relation,) = (one for name, one in self._relations.items() if name not in {WEIGHT, BMI})
        everyone = self._everyone
        shifts = logit_shift(self._models, relation)
        model = self._models.coded(self._questionnaire.item(relation.outcome), relation.occasion)
        linear = logit(model.tails(self._rows())[0])
        size = len(everyone.ses)
        return self._odds(
            relation, [expit(linear + shifts.of(np.full(size, exposed))) for exposed in (0.0, 1.0)]
        )

    def _population(self) -> Population:
        """Lay out the kinds: ses and child effect on a grid, sex, and the traits by their probability."""
        latent = self._settings["latent"]
        nodes, weights = normal_nodes()
        places, flags = range(len(nodes)), (0, 1)
        grid = np.meshgrid(places, places, flags, *(flags for _ in self._models.traits), indexing="ij")
        at_ses, at_effect, *flagged = (part.ravel() for part in grid)
        girl, *has = (part.astype(np.bool_) for part in flagged)
        ses = latent["ses_mean"] + latent["ses_spread"] * nodes[at_ses]
        share = weights[at_ses] * weights[at_effect]
        share = share * np.where(girl, latent["girl_share"], 1 - latent["girl_share"])
        year = np.full(len(ses), float(self._models.trend_year))
        traits = dict(zip(self._models.traits, has, strict=True))
        for name, present in traits.items():
            probability = self._models.trait_probability(name, ses, girl, year)
            share = share * np.where(present, probability, 1 - probability)
        return Population(ses, latent["child_spread"] * nodes[at_effect], girl, traits, share)

    def _rows(self) -> Rows:
        everyone, size = self._everyone, len(self._everyone.ses)
        return Rows(
            child=np.arange(size),
            girl=everyone.girl,
            ses=everyone.ses,
            effect=everyone.effect,
            born=np.zeros(size, dtype=np.int64),
            day=np.zeros(size, dtype=np.int64),
            year=np.full(size, self._models.trend_year),
            traits=everyone.traits,
        )

    def _exposed(self, relation: Relation) -> FloatArray:
        """Give the probability of the exposure for each kind of child."""
        exposure = relation.exposure
        model = self._models.coded(self._questionnaire.item(exposure.item), exposure.occasion)
        size = len(self._everyone.ses)
        tails = [np.ones(size), *model.tails(self._rows()), np.zeros(size)]
        chosen = [tails[i] - tails[i + 1] for i, code in enumerate(model.codes) if code in exposure.codes]
        return np.asarray(sum(chosen))

    def _odds(self, relation: Relation, outcomes: list[FloatArray]) -> float:
        """Fit outcome on exposure, sex and smoking to everybody."""
        everyone, exposed = self._everyone, self._exposed(relation)
        columns, cases, weights = [], [], []
        for with_it, sex, smokes in product((0, 1), repeat=3):
            kinds = (everyone.girl == bool(sex)) & (everyone.traits[_SMOKING] == bool(smokes))
            weight = (everyone.share * (exposed if with_it else 1 - exposed))[kinds]
            columns.append([1.0, with_it, sex, smokes])
            cases.append((weight * outcomes[with_it][kinds]).sum())
            weights.append(weight.sum())
        return float(np.exp(fitted_logit(np.array(columns), np.array(cases), np.array(weights))[1]))


def fitted_logit(columns: FloatArray, cases: FloatArray, weights: FloatArray) -> FloatArray:
    """Fit a logistic model to groups: their columns, weighted cases and weights (Newton's method)."""
    at = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        probability = expit(columns @ at)
        curvature = columns.T @ (columns * (weights * probability * (1 - probability))[:, None])
        at = at + np.linalg.solve(curvature, columns.T @ (cases - weights * probability))
    return np.asarray(at)

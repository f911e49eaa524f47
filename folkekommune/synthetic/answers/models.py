"""The calibrated model of every item at every occasion, made when first asked for."""

from __future__ import annotations

from typing import Any

import numpy as np

from folkekommune.synthetic.answers.cumulative import CumulativeLogit, Effects, calibrate
from folkekommune.synthetic.answers.facts import share_before
from folkekommune.synthetic.answers.numbers import NumberModel
from folkekommune.synthetic.answers.quadrature import Reference, reference_population
from folkekommune.synthetic.arrays import BoolArray, FloatArray
from folkekommune.synthetic.questionnaire.items import Item, Questionnaire
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL, Distribution, Shares


class Models:
    """Models by item, occasion and sex, and the probabilities of traits."""

    def __init__(self, questionnaire: Questionnaire, settings: dict[str, Any]) -> None:
        latent = settings["latent"]
        self.questionnaire = questionnaire
        self.settings = settings
        self.child_spread: float = latent["child_spread"]
        self.trend_year: int = latent["trend_year"]
        self.traits: dict[str, dict[str, Any]] = {trait["name"]: trait for trait in settings["traits"]}
        self._reference = reference_population(
            ses_mean=latent["ses_mean"],
            ses_spread=latent["ses_spread"],
            child_spread=latent["child_spread"],
            girl_share=latent["girl_share"],
        )
        self._coded: dict[tuple[str, str, int], CumulativeLogit] = {}
        self._numbers: dict[tuple[str, str], NumberModel] = {}

    def by_sex(self, item: Item, occasion: str) -> bool:
        """Whether boys and girls have marginals of their own."""
        return item.specs[occasion, BOY] != item.specs[occasion, GIRL]

    def coded(self, item: Item, occasion: str, sex: int = BOY) -> CumulativeLogit:
        """Give the model of a coded answer.

        :param sex: matters only where boys and girls have marginals of their own.
        """
        split = self.by_sex(item, occasion)
        key = (item.name, occasion, sex if split else BOY)
        if key not in self._coded:
            spec = item.specs[occasion, sex]
            assert isinstance(spec, Shares)  # noqa: S101 - asked for shares only
            self._coded[key] = calibrate(
                item.profiles.get(occasion, ((self.trend_year, spec),)),
                effects=item.effects,
                adverse_low=item.adverse_low,
                reference=self._of_sex(sex) if split else self._reference,
                trend_year=self.trend_year,
                traits=self.trait_probability,
            )
        return self._coded[key]

    def number(self, item: Item, occasion: str) -> NumberModel:
        """Give the model of an answer that is a number."""
        key = (item.name, occasion)
        if key not in self._numbers:
            spec = item.specs[occasion, BOY]
            assert isinstance(spec, Distribution)  # noqa: S101 - asked for distributions only
            self._numbers[key] = NumberModel(spec, Effects.of(item.effects), self._reference)
        return self._numbers[key]

    def trait_probability(self, name: str, ses: FloatArray, girl: BoolArray, year: FloatArray) -> FloatArray:
        """Give the probability of a trait given ses, sex and the year of its occasion."""
        trait = self.traits[name]
        if "fact" in trait:
            return np.full(len(ses), share_before(self.settings["birth"], trait["below"]))
        item = self.questionnaire.item(trait["item"])
        return self.probability(item, trait["occasion"], set(trait["codes"]), ses=ses, girl=girl, year=year)

    def probability(
        self,
        item: Item,
        occasion: str,
        codes: set[float],
        *,
        ses: FloatArray,
        girl: BoolArray,
        year: FloatArray,
        trait_years: dict[str, FloatArray] | None = None,
    ) -> FloatArray:
        """Give the probability of some codes given ses and sex, with everything else integrated out.

        :param trait_years: the year of each trait's own occasion, when it is another one.
        """
        years = trait_years or {}
        traits = {
            name: self.trait_probability(name, ses, girl, years.get(name, year))
            for name in Effects.of(item.effects).traits
        }
        found = np.zeros(len(ses))
        for sex in (BOY, GIRL):
            of_sex = self.coded(item, occasion, sex).probability(
                codes, ses=ses, girl=girl, year=year, child_spread=self.child_spread, traits=traits
            )
            found = np.where(girl == (sex == GIRL), of_sex, found)
        return found

    def _of_sex(self, sex: int) -> Reference:
        rows = self._reference.girl == (sex == GIRL)
        part = self._reference
        return Reference(part.ses[rows], part.girl[rows], part.effect[rows], part.weight[rows])

"""The true answers of everyone who came to one occasion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from folkekommune.statistics.growth import NO_CLASS, iotf_class
from folkekommune.synthetic.answers import growth
from folkekommune.synthetic.answers.draws import Draws
from folkekommune.synthetic.answers.growth import Body, Growth
from folkekommune.synthetic.answers.models import Models
from folkekommune.synthetic.answers.overweight import OverweightModel
from folkekommune.synthetic.answers.relations import Relation, exposed_share, logit_shift
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.answers.truths import StandingTruths, draw_coded, planted_on
from folkekommune.synthetic.arrays import BoolArray, FloatArray, day_number
from folkekommune.synthetic.questionnaire.items import Item, Offer
from folkekommune.synthetic.questionnaire.marginals import (
    BOY,
    GIRL,
    Distribution,
    Given,
    Measurement,
    Shares,
    Worst,
)

_DAYS_A_MONTH = 30.4375
_DAYS_A_WEEK = 7


@dataclass(frozen=True)
class TrueAnswers:
    """True answers to one item: values, and where there is one at all."""

    values: FloatArray
    there: BoolArray


@dataclass(frozen=True)
class OccasionTruth:
    """All true answers of an occasion, and the height measured the time before."""

    answers: dict[str, TrueAnswers]
    previous_height: FloatArray


class AnswerSheet:
    """Works out true answers, one occasion after another (growth goes on from visit to visit)."""

    def __init__(
        self,
        models: Models,
        draws: Draws,
        *,
        standing: StandingTruths,
        growth_of: Growth,
        relations: tuple[Relation, ...],
    ) -> None:
        self._models = models
        self._draws = draws
        self._standing = standing
        self._growth = growth_of
        self._relations = relations
        self._odds: dict[str, Relation] = {}
        for relation in relations:
            if relation.outcome == growth.BMI and relation.odds_ratio is not None:
                share = exposed_share(models, relation.exposure)
                self._odds[relation.occasion] = relation
                self._growth.overweight.plant(
                    relation.occasion, odds_ratio=relation.odds_ratio, exposed_share=share
                )

    @property
    def overweight(self) -> OverweightModel:
        """The model of overweight, with what is planted on it."""
        return self._growth.overweight

    def answer(self, occasion: str, rows: Rows) -> OccasionTruth:
        """Give the true answers to everything that is asked at an occasion."""
        body = self._body(occasion, rows)
        answers: dict[str, TrueAnswers] = {}
        for item in self._models.questionnaire.answered_at(occasion):
            values, there = self._item(item, occasion, rows=rows, body=body, answers=answers)
            there = there & _offered(item.offers, rows)
            answers[item.name] = TrueAnswers(round_values(item, occasion, values), there)
        return OccasionTruth(answers, body.previous_height)

    def _body(self, occasion: str, rows: Rows) -> Body:
        shift: FloatArray = np.zeros(len(rows))
        relation = planted_on(self._relations, growth.WEIGHT, occasion)
        if relation is not None and relation.shift is not None:
            exposed = self._standing.exposed(relation.exposure)[rows.child].astype(np.float64)
            shift = relation.shift * (exposed - exposed_share(self._models, relation.exposure))
        exposed_to_odds = None
        if occasion in self._odds:
            exposure = self._odds[occasion].exposure
            exposed_to_odds = self._standing.exposed(exposure)[rows.child].astype(np.float64)
        return self._growth.measure(occasion, rows, weight_shift=shift, exposed=exposed_to_odds)

    def _item(
        self, item: Item, occasion: str, *, rows: Rows, body: Body, answers: dict[str, TrueAnswers]
    ) -> tuple[FloatArray, BoolArray]:
        everyone = np.ones(len(rows), dtype=np.bool_)
        uniform = self._draws.uniform(item, occasion)[rows.child]
        spec = item.specs[occasion, BOY]
        if isinstance(spec, Shares):
            return self._coded(item, occasion, rows=rows, uniform=uniform), everyone
        if isinstance(spec, Distribution):
            values = self._models.number(item, occasion).draw(rows, uniform)
            if item.role == "months_so_far":
                everyone = values <= rows.age / _DAYS_A_MONTH
            return values, everyone
        if isinstance(spec, Worst):
            return self._after_worst(spec, occasion, uniform=uniform, answers=answers), everyone
        if isinstance(spec, Given):
            return _given(spec, uniform, answers[spec.item].values), everyone
        return self._measured(spec, occasion, rows=rows, body=body, answers=answers)

    def _coded(self, item: Item, occasion: str, *, rows: Rows, uniform: FloatArray) -> FloatArray:
        shift: FloatArray | float = 0.0
        relation = planted_on(self._relations, item.name, occasion)
        if relation is not None:
            exposed = self._standing.exposed(relation.exposure)[rows.child].astype(np.float64)
            shift = logit_shift(self._models, relation).of(exposed)
        return draw_coded(self._models, item, occasion, rows=rows, uniform=uniform, shift=shift)

    def _after_worst(
        self, spec: Worst, occasion: str, *, uniform: FloatArray, answers: dict[str, TrueAnswers]
    ) -> FloatArray:
        """Say yes the oftener the worse the worst answer of a code list is."""
        worst = np.zeros(len(uniform))
        for item in self._models.questionnaire.answered_at(occasion):
            if item.code_list == spec.code_list:
                worst = np.maximum(worst, answers[item.name].values)
        chance = np.full(len(uniform), spec.otherwise)
        for code, probability in spec.probabilities.items():
            chance[worst == code] = probability
        return (uniform < chance).astype(np.float64)

    def _measured(
        self,
        spec: Measurement,
        occasion: str,
        *,
        rows: Rows,
        body: Body,
        answers: dict[str, TrueAnswers],
    ) -> tuple[FloatArray, BoolArray]:
        everyone = np.ones(len(rows), dtype=np.bool_)
        if spec.name in self._standing.facts:
            return self._standing.facts[spec.name][rows.child], everyone
        if spec.name in body.measured:
            return body.measured[spec.name], everyone
        questionnaire = self._models.questionnaire
        if spec.name == "WEANED":
            return self._weaned(occasion, rows)
        weight, height = (questionnaire.measured(name, occasion) for name in (growth.WEIGHT, growth.HEIGHT))
        assert weight is not None  # noqa: S101 - a form that asks for the index asks for both
        assert height is not None  # noqa: S101
        bmi = body_mass_index(answers[weight.name].values, answers[height.name].values)
        if spec.name == growth.BMI:
            return bmi, everyone
        return bmi_class(bmi, rows)

    def _weaned(self, occasion: str, rows: Rows) -> tuple[FloatArray, BoolArray]:
        """Give the age in weeks at which those who are not breastfed any more were weaned."""
        questionnaire = self._models.questionnaire
        item = questionnaire.with_role("breastfeeding")
        uniform = self._draws.uniform(item, occasion)[rows.child]
        age, passed = np.zeros(len(rows)), np.zeros(len(rows))
        weaned = np.full(len(rows), np.nan)
        last = item.occasions.index(occasion)
        for index, at in enumerate(item.occasions[: last + 1]):
            none = self._models.coded(item, at).tails(rows)[-1]
            now = rows.age if index == last else np.full(len(rows), questionnaire.occasion(at).due)
            here = (uniform < none) & np.isnan(weaned)
            part = (uniform - passed) / np.maximum(none - passed, 1e-9)
            weaned = np.where(here, age + np.clip(part, 0, 1) * (now - age), weaned)
            age, passed = now.astype(np.float64), none
        there = ~np.isnan(weaned)
        return np.where(there, weaned, 0.0) // _DAYS_A_WEEK, there


def body_mass_index(weight: FloatArray, height: FloatArray) -> FloatArray:
    """Give weight in kg over the square of height in m."""
    return weight / (height / 100) ** 2


def bmi_class(bmi: FloatArray, rows: Rows) -> tuple[FloatArray, BoolArray]:
    """Give the class by IOTF at the exact age, and where there is one."""
    found = iotf_class(bmi, rows.age, np.where(rows.girl, GIRL, BOY))
    there = found != NO_CLASS
    return np.where(there, found, 0).astype(np.float64), there


def round_values(item: Item, occasion: str, values: FloatArray) -> FloatArray:
    """Round to what the record system keeps, within the limits of the item."""
    if item.coded or item.kind == "bool":
        return values
    if item.limits is not None:
        values = np.clip(values, *item.limits)
    return np.round(values, item.decimals[occasion])


def _given(spec: Given, uniform: FloatArray, other: FloatArray) -> FloatArray:
    """Draw from the shares that belong to the answer to another item."""
    found = _from_shares(spec.otherwise, uniform)
    for code, table in spec.tables.items():
        found = np.where(other == code, _from_shares(table, uniform), found)
    return found


def _from_shares(shares: Shares, uniform: FloatArray) -> FloatArray:
    place = np.searchsorted(np.cumsum(shares.shares)[:-1], uniform)
    return np.array(shares.codes)[place]


def _offered(offers: tuple[Offer, ...], rows: Rows) -> BoolArray:
    """Tell who was asked."""
    if not offers:
        return np.ones(len(rows), dtype=np.bool_)
    asked = np.zeros(len(rows), dtype=np.bool_)
    birth_year = (rows.born.astype("datetime64[D]").astype("datetime64[Y]")).astype(np.int64) + 1970
    conditions: list[Callable[[Offer], BoolArray | bool]] = [
        lambda offer: offer.sex is None or rows.girl == (offer.sex == GIRL),
        lambda offer: offer.from_date is None or rows.day >= day_number(offer.from_date),
        lambda offer: offer.born_from is None or birth_year >= offer.born_from,
    ]
    for offer in offers:
        fits = np.ones(len(rows), dtype=np.bool_)
        for condition in conditions:
            fits &= condition(offer)
        asked |= fits
    return asked

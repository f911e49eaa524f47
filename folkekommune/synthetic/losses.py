"""What is missing: at random, by place, whole visits, and because of the value itself."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from scipy.special import expit, logit

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.answers.growth import BMI, CLASS, HEIGHT, WEIGHT
from folkekommune.synthetic.answers.occasion import OccasionTruth, TrueAnswers
from folkekommune.synthetic.answers.quadrature import normal_nodes, solve_intercept
from folkekommune.synthetic.arrays import BoolArray, FloatArray, day_number
from folkekommune.synthetic.frames import Cells
from folkekommune.synthetic.questionnaire.items import Item, Questionnaire
from folkekommune.synthetic.questionnaire.marginals import BOY
from folkekommune.synthetic.randomness import stream
from folkekommune.synthetic.visits import Visits

NOT_ASSESSED, DECLINED = 9, 8
_MOST_MISSING = 0.98


class Losses:
    """Decides what of the true answers gets into the records."""

    def __init__(
        self,
        seed: int,
        questionnaire: Questionnaire,
        *,
        databank: Databank,
        settings: dict[str, Any],
        units: tuple[str, ...],
        children: int,
    ) -> None:
        self._seed = seed
        self._questionnaire = questionnaire
        self._databank = databank
        self._settings = settings
        self._units = units
        self._children = children
        self._place = settings["place_spread"] * stream(seed, "places").standard_normal(len(units))

    def lose(self, visits: Visits, truth: OccasionTruth) -> dict[str, Cells]:
        """Give the cells of all visits of an occasion; who did not come has none."""
        occasion = visits.occasion.name
        came = np.flatnonzero(visits.attended)
        whole = self._random("visit", occasion, visits)[came] < self._settings["whole_visit"]
        cells: dict[str, Cells] = {}
        for item in self._questionnaire.answered_at(occasion):
            answers = truth.answers[item.name]
            name = getattr(item.specs[occasion, BOY], "name", "")
            lost = self._lost(item, visits, came, truth=truth)
            outside = self._outside_scale(item, visits)[came]
            blank = ~answers.there | (lost & (outside == 0))
            if name not in self._settings["kept_curves"]:
                blank |= whole
                lost &= ~whole
            column = Cells.empty(len(visits))
            column.values[came] = np.where(lost & (outside > 0), outside, answers.values)
            column.present[came] = ~blank
            cells[item.name] = column
        self._lose_derived(occasion, cells)
        return cells

    def _lost(self, item: Item, visits: Visits, came: np.ndarray, *, truth: OccasionTruth) -> BoolArray:
        """Draw which answers are lost."""
        occasion = visits.occasion.name
        share = item.missing[occasion]
        if share <= 0:
            return np.zeros(len(came), dtype=np.bool_)
        ratio, adverse = self._adverse(item, occasion, truth)
        base = share / (1 + (ratio - 1) * float(adverse.mean())) if len(adverse) else share
        chance = np.asarray(expit(_place_intercept(base, self._settings["place_spread"]) + self._place))
        probability = np.minimum(chance[visits.unit[came]] * np.where(adverse, ratio, 1.0), _MOST_MISSING)
        lost: BoolArray = self._random(item.name, occasion, visits)[came] < probability
        for rule in self._settings["not_used"]:
            if rule["item"] == item.name and rule["unit"] in self._units:
                unit = self._units.index(rule["unit"])
                early = visits.day[came] <= day_number(rule["until"])
                lost |= (visits.unit[came] == unit) & early
        return lost

    def _adverse(self, item: Item, occasion: str, truth: OccasionTruth) -> tuple[float, BoolArray]:
        """Tell whose answers are missing more often because of what they are."""
        answers = truth.answers[item.name]
        for rule in self._settings["adverse"]:
            if rule["item"] != item.name or occasion not in rule.get("occasions", item.occasions):
                continue
            if "class_at_least" in rule:
                answers = self._class_of(occasion, truth)
                return rule["ratio"], answers.there & (answers.values >= rule["class_at_least"])
            return rule["ratio"], answers.values >= rule["at_least"]
        return 1.0, np.zeros(len(answers.values), dtype=np.bool_)

    def _class_of(self, occasion: str, truth: OccasionTruth) -> TrueAnswers:
        item = self._questionnaire.measured(CLASS, occasion)
        assert item is not None  # noqa: S101 - the rule names occasions that have a class
        return truth.answers[item.name]

    def _outside_scale(self, item: Item, visits: Visits) -> FloatArray:
        """Draw what a lost coded answer leaves: not assessed, declined, or nothing."""
        left = np.zeros(len(visits))
        known = self._databank.code_lists.get(item.code_list or "")
        if known is None or NOT_ASSESSED not in {code.value for code in known.codes if code.sentinel}:
            return left
        chance = self._random(f"{item.name}/left", visits.occasion.name, visits)
        not_assessed = self._settings["not_assessed"]
        left[chance < not_assessed] = NOT_ASSESSED
        left[(chance >= not_assessed) & (chance < not_assessed + self._settings["declined"])] = DECLINED
        return left

    def _lose_derived(self, occasion: str, cells: dict[str, Cells]) -> None:
        """Leave out the body mass index and its class where weight or height is missing."""
        weight, height = (self._questionnaire.measured(name, occasion) for name in (WEIGHT, HEIGHT))
        if weight is None or height is None:
            return
        both = cells[weight.name].present & cells[height.name].present
        for name in (BMI, CLASS):
            item = self._questionnaire.measured(name, occasion)
            if item is not None:
                cells[item.name].present &= both

    def _random(self, purpose: str, occasion: str, visits: Visits) -> FloatArray:
        return stream(self._seed, "missing", occasion, purpose).random(self._children)[visits.child]


@cache
def _place_intercept(share: float, spread: float) -> float:
    """Find the intercept with which a share is met when places differ."""
    nodes, weights = normal_nodes()
    return solve_intercept(share, spread * nodes, weights) if spread else float(logit(share))

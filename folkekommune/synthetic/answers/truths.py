"""What is true of every child before any occasion: facts of birth, traits, and exposures."""

from __future__ import annotations

import numpy as np

from folkekommune.synthetic.answers.draws import Draws
from folkekommune.synthetic.answers.facts import birth_facts
from folkekommune.synthetic.answers.models import Models
from folkekommune.synthetic.answers.relations import Exposure, Relation
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.arrays import BoolArray, FloatArray, IntArray
from folkekommune.synthetic.questionnaire.items import Item
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL


class StandingTruths:
    """True answers that are known for every child whether it came or not.

    :param everyone: all children at an occasion by its name, on the day they came or would have come.
    """

    def __init__(self, models: Models, draws: Draws, everyone: dict[str, Rows]) -> None:
        self._models = models
        self._draws = draws
        self._everyone = everyone
        self._answers: dict[tuple[str, str], FloatArray] = {}
        self.traits: dict[str, BoolArray] = {}
        girl = next(iter(everyone.values())).girl
        twin = models.questionnaire.with_role("twin")
        twins = self.answer(twin, twin.occasions[0]) > 0
        self.facts = birth_facts(draws, models.settings["birth"], girl=girl, twin=twins)
        for name, trait in models.traits.items():
            if "fact" in trait:
                self.traits[name] = self.facts[trait["fact"]] < trait["below"]
            else:
                item = models.questionnaire.item(trait["item"])
                self.traits[name] = np.isin(self.answer(item, trait["occasion"]), trait["codes"])

    def answer(self, item: Item, occasion: str) -> FloatArray:
        """Give the true answer of every child at an occasion."""
        key = (item.name, occasion)
        if key not in self._answers:
            rows = self._everyone[occasion]
            with_traits = Rows(**(vars(rows) | {"traits": self.traits}))
            uniform = self._draws.uniform(item, occasion)
            self._answers[key] = draw_coded(self._models, item, occasion, rows=with_traits, uniform=uniform)
        return self._answers[key]

    def exposed(self, exposure: Exposure) -> BoolArray:
        """Tell which children are exposed."""
        item = self._models.questionnaire.item(exposure.item)
        exposed: BoolArray = np.isin(self.answer(item, exposure.occasion), list(exposure.codes))
        return exposed

    def years(self, occasion: str, child: IntArray) -> FloatArray:
        """Give the year in which some children came, or would have come, to an occasion."""
        return self._everyone[occasion].year[child].astype(np.float64)

    def trait_years(self, child: IntArray) -> dict[str, FloatArray]:
        """Give the year of each trait's own occasion for some children."""
        return {
            name: self.years(trait["occasion"], child)
            for name, trait in self._models.traits.items()
            if "occasion" in trait
        }


def draw_coded(
    models: Models,
    item: Item,
    occasion: str,
    *,
    rows: Rows,
    uniform: FloatArray,
    shift: FloatArray | float = 0.0,
) -> FloatArray:
    """Draw coded answers, with the marginals of each sex where they differ."""
    boys = models.coded(item, occasion, BOY).draw(rows, uniform, shift=shift)
    if not models.by_sex(item, occasion):
        return boys
    return np.where(rows.girl, models.coded(item, occasion, GIRL).draw(rows, uniform, shift=shift), boys)


def planted_on(relations: tuple[Relation, ...], outcome: str, occasion: str) -> Relation | None:
    """Find the relation that is planted on an outcome at an occasion."""
    return next((one for one in relations if (one.outcome, one.occasion) == (outcome, occasion)), None)

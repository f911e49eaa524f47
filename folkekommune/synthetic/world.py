"""Everything that is true: who there is, who came when, and what is true of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.answers.draws import Draws
from folkekommune.synthetic.answers.facts import WEIGHT as BIRTH_WEIGHT
from folkekommune.synthetic.answers.growth import Growth
from folkekommune.synthetic.answers.models import Models
from folkekommune.synthetic.answers.occasion import AnswerSheet, OccasionTruth
from folkekommune.synthetic.answers.relations import Relation, read_relations
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.answers.truths import StandingTruths
from folkekommune.synthetic.people.births import BirthTable
from folkekommune.synthetic.people.children import Children, make_children
from folkekommune.synthetic.people.places import Places, build_places
from folkekommune.synthetic.questionnaire.items import Questionnaire, load_questionnaire
from folkekommune.synthetic.sizes import Size
from folkekommune.synthetic.source import Source
from folkekommune.synthetic.visits import VisitPlan, Visits, number_visits, rows_of

# Code lists of the databank that name places.
_PLACE_LISTS = ("kommune", "bydel")


@dataclass(frozen=True)
class World:
    """A made-up population and its consultations."""

    seed: int
    source: Source
    databank: Databank
    questionnaire: Questionnaire
    places: Places
    children: Children
    models: Models
    visits: tuple[Visits, ...]
    standing: StandingTruths
    relations: tuple[Relation, ...]
    draws: Draws

    def sheet(self) -> AnswerSheet:
        """Begin to work out answers."""
        growth = Growth(
            self.source,
            self.questionnaire,
            settings=self.models.settings,
            draws=self.draws,
            birth_weight=self.standing.facts[BIRTH_WEIGHT],
        )
        return AnswerSheet(
            self.models,
            self.draws,
            standing=self.standing,
            growth_of=growth,
            relations=self.relations,
        )

    def attended(self, sheet: AnswerSheet) -> Iterator[tuple[Visits, Rows, OccasionTruth]]:
        """Go through the occasions by age, with those who came and what is true of them."""
        for visits in self.visits:
            came = visits.attended
            rows = rows_of(self.children, visits.child[came], visits.day[came], traits=self.standing.traits)
            yield visits, rows, sheet.answer(visits.occasion.name, rows)


def make_world(seed: int, source: Source, databank: Databank, size: Size) -> World:
    """Make the population and its visits; answers are worked out when they are asked for."""
    population, settings = source.settings("population.toml"), source.settings("model.toml")
    questionnaire = load_questionnaire(source)
    places = build_places(source, place_names(databank), size.municipalities)
    latent = settings["latent"]
    children = make_children(
        seed,
        places,
        BirthTable(source, girl_share=latent["girl_share"]),
        settings=population,
        latent=latent,
        children_each=size.children,
    )
    models = Models(questionnaire, settings)
    draws = Draws(seed, len(children))
    plan = VisitPlan(seed, children=children, places=places, models=models, period=population["period"])
    visits = [plan.draw(occasion, draws) for occasion in questionnaire.occasions]
    all_children = np.arange(len(children))
    everyone = {one.name: rows_of(children, all_children, plan.days(one)) for one in questionnaire.occasions}
    return World(
        seed=seed,
        source=source,
        databank=databank,
        questionnaire=questionnaire,
        places=places,
        children=children,
        models=models,
        visits=tuple(number_visits(visits, places)),
        standing=StandingTruths(models, draws, everyone),
        relations=read_relations(settings),
        draws=draws,
    )


def place_names(databank: Databank) -> dict[str, str]:
    """Give the name of every municipality and district by its number."""
    return {
        str(code.value): code.title.nb for name in _PLACE_LISTS for code in databank.code_lists[name].latest
    }

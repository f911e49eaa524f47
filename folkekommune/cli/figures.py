"""The published figures of an installation with their definitions and names, as pages and files show them."""

from __future__ import annotations

from folkekommune.bootstrap.foundations import Foundations
from folkekommune.bootstrap.official import coverage
from folkekommune.disclosure.shares import Audience
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.indicators.questions import Question, load_questions
from folkekommune.published.figures import CurrentFigures
from folkekommune.services.coverage import Coverage
from folkekommune.web.ports import Place
from folkekommune.web.publication_times import FixedFigures
from folkekommune.web.published_figures import PublishedCubes


def figures_for(wiring: Foundations, audience: Audience, *, fixed: bool = False) -> PublishedCubes:
    """Give the published figures that an audience may see, with their definitions and names.

    :param fixed: as they are now, whatever is published later; for files that are made together.
    """
    figures = wiring.figures[audience]
    return named_figures(wiring, FixedFigures(figures.now()) if fixed else figures, coverage(wiring))


def named_figures(
    wiring: Foundations, figures: CurrentFigures, covered: Coverage | None = None
) -> PublishedCubes:
    """Give figures with their definitions and names.

    :param covered: left out where figures are shown as they once stood: official tables are those of today.
    """
    definitions: list[Definition] = []
    questions: list[Question] = []
    for package in wiring.packages.values():
        found = load_definitions(package)
        definitions += found.values()
        questions += load_questions(package.folder, indicators=found)
    places = [Place(entry.number, entry.name) for entry in wiring.installation.municipalities]
    return PublishedCubes(figures, definitions, questions=questions, places=places, coverage=covered)

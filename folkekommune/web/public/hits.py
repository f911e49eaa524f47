"""What a search finds: questions, pages that tell how it is done, and the place it is about."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.indicators.definition import Definition
from folkekommune.indicators.questions import Question
from folkekommune.texts import Language, text
from folkekommune.web.ports import Place, PublishedFigures
from folkekommune.web.public.answers import AnswerCard
from folkekommune.web.public.people import words_of
from folkekommune.web.public.search import Findable, find, place_in

_PROTECTION = "personvern"
_OPEN_DATA = "apne-data"
_STEPS = ("visit", "transfer", "checked", "names", "counted", "hidden")


@dataclass(frozen=True)
class Hits:
    """What was found.

    :param found: questions, and cards of pages, the best first.
    :param municipality: named in the search, or the one that :param district: is a part of.
    """

    found: tuple[Question | AnswerCard, ...]
    municipality: Place | None = None
    district: Place | None = None


def found_by(figures: PublishedFigures, search: str, language: Language) -> Hits:
    """Find by a search; all questions where it names a place alone, or nothing."""
    municipality, district, rest = _place(figures, search)
    questions = figures.questions()
    if not rest.strip():
        return Hits(tuple(questions), municipality, district)
    definitions = {definition.code: definition for definition in figures.indicators()}
    among = [_of_question(each, definitions.get(each.indicator), language) for each in questions]
    pages = _pages(figures, language)
    hits: dict[str, Question | AnswerCard] = {
        page.name: AnswerCard(page.texts[0], f"/{language}/{page.name}") for page in pages
    }
    hits |= {question.name: question for question in questions}
    return Hits(tuple(hits[name] for name in find(rest, (*among, *pages))), municipality, district)


def _place(figures: PublishedFigures, search: str) -> tuple[Place | None, Place | None, str]:
    """Give municipality and district that a search names, and the rest of it."""
    municipality, rest = place_in(search, figures.municipalities())
    for each in (municipality,) if municipality else figures.municipalities():
        district, without = place_in(rest, figures.districts(each.number))
        if district is not None:
            return each, district, without
    return municipality, None, rest


def _of_question(question: Question, definition: Definition | None, language: Language) -> Findable:
    """Find a question by its own texts, and by the words that the professionals use."""
    texts = [question.question, question.meaning, question.action]
    if definition is not None:
        texts += [definition.wording.name, definition.wording.short]
    return Findable(question.name, tuple(each.in_language(language) for each in texts))


def _pages(figures: PublishedFigures, language: Language) -> tuple[Findable, ...]:
    """Give the pages that tell how it is done, the title first."""
    words = words_of(figures, language)
    steps = [text(f"public.step-{step}-heading", language, **words) for step in _STEPS]
    steps += [text(f"public.step-{step}", language, **words) for step in _STEPS]
    return (
        Findable(
            _PROTECTION,
            (
                text("public.protection-title", language),
                text("public.how-heading", language, **words),
                text("public.protection-lead", language),
                text("public.rights", language),
                *steps,
            ),
        ),
        Findable(
            _OPEN_DATA,
            tuple(
                text(f"public.{name}", language)
                for name in ("open-data-title", "open-data-lead", "api", "licence", "files-of-places")
            ),
        ),
    )

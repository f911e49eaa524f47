"""Answers to citizens' questions: the newest figure of a municipality, told in whole sentences."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.indicators.questions import Answer, Question, nearest, tell
from folkekommune.texts import Language
from folkekommune.web.ports import MISSING, Cell, Figure, Place, PublishedFigures
from folkekommune.web.writing import write_period


@dataclass(frozen=True)
class AnswerCard:
    """A question in a list, with the answer where a place is chosen."""

    title: str
    href: str
    answer: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class NewestFigure:
    """The newest figure of an indicator in a municipality, and its year."""

    figure: Figure
    year: int | None


def newest_figure(figures: PublishedFigures, indicator: str, municipality: str) -> NewestFigure:
    """Find the newest figure, hidden or not."""
    years = figures.years(indicator, municipality)
    if not years:
        return NewestFigure(MISSING, None)
    return NewestFigure(figures.figure(Cell(indicator, municipality, max(years))), max(years))


def tell_answer(
    question: Question, newest: NewestFigure, *, place: Place, language: Language
) -> Answer | None:
    """Tell the answer in sentences; None when there is nothing to show."""
    figure = newest.figure
    if figure.value is None or figure.lower is None or figure.upper is None or newest.year is None:
        return None
    return tell(
        question,
        language,
        percent=figure.value,
        limits=(figure.lower, figure.upper),
        place=place.name,
        period=write_period(newest.year, 1),
    )


def whole_of(figure: Figure) -> int | None:
    """Give a share as so many of a hundred, rounded as the sentence does; None where it is not shown."""
    return None if figure.value is None else nearest(figure.value)


def answer_card(
    figures: PublishedFigures, question: Question, *, place: Place | None, language: Language
) -> AnswerCard:
    """Make the card of a question."""
    title = question.question.in_language(language)
    if place is None:
        return AnswerCard(title, f"/{language}/sporsmal/{question.name}")
    newest = newest_figure(figures, question.indicator, place.number)
    answer = tell_answer(question, newest, place=place, language=language)
    return AnswerCard(
        title,
        f"/{language}/sporsmal/{question.name}/{place.number}",
        answer=answer.answer if answer else "",
        is_hidden=answer is None,
    )

"""What several parts of the API answer with; the fields are its documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from folkekommune.catalogue.model import Texts
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.verdict import Verdict
from folkekommune.texts import Language, text
from folkekommune.web.comparison import verdict_of
from folkekommune.web.ports import Cell, Figure, Place

Lang = Annotated[Language, Query(description="The language of sentences and names.")]
"""The language a program asks for; the messages of faults follow it too."""


@dataclass(frozen=True)
class InLanguages:
    """A text in bokmål, nynorsk and English."""

    nb: str
    nn: str
    en: str


@dataclass(frozen=True)
class PlaceEntry:
    """A place by its official number."""

    number: str
    name: str


@dataclass(frozen=True)
class FigureEntry:
    """A published figure, or the sign for why it is not shown.

    :param year: the last year of the period, :param years: how many it covers.
    :param flag: how far it can be relied upon; :param comparison: where it stands against the rest.
    :param coverage: the share of those concerned who are counted, in whole percent; 1 is all.
    """

    year: int
    district: str | None
    sex: str | None
    value: float | None
    lower: float | None
    upper: float | None
    numerator: int | None
    denominator: int | None
    status: str
    flag: str
    comparison: str
    coverage: float | None = None
    years: int = 1


@dataclass(frozen=True)
class VerdictEntry:
    """What may be said of a figure beside another.

    :param comparison: lower, not_different, higher or not_tested.
    :param clear: whether it also holds at 99.8 %.
    :param tone: better, worse, similar or none. :param flags: how far the figure can be relied upon.
    :param difference: in the unit of the figure, with its 95 % limits.
    """

    comparison: str
    clear: bool
    tone: str
    flags: list[str]
    sentence: str
    difference: float | None
    lower: float | None
    upper: float | None


def in_languages(texts: Texts) -> InLanguages:
    """Give a text in all languages."""
    return InLanguages(texts.nb, texts.nn, texts.en)


def place_entry(place: Place) -> PlaceEntry:
    """Name a place."""
    return PlaceEntry(place.number, place.name)


def figure_entry(cell: Cell, figure: Figure, definition: Definition) -> FigureEntry:
    """Give a figure with the verdict that came with it."""
    verdict = verdict_of(figure, definition.direction)
    return FigureEntry(
        year=cell.year,
        district=cell.district,
        sex=cell.sex.value if cell.sex else None,
        value=figure.value,
        lower=figure.lower,
        upper=figure.upper,
        numerator=figure.numerator,
        denominator=figure.denominator,
        status=figure.sign.value if figure.sign else "",
        flag=verdict.flag.value,
        comparison=verdict.comparison.value,
        coverage=figure.coverage,
        years=cell.years,
    )


def verdict_entry(verdict: Verdict, benchmark: str, language: Language) -> VerdictEntry:
    """Give a verdict on a figure held against something."""
    gap = verdict.gap
    return VerdictEntry(
        comparison=verdict.comparison.value,
        clear=verdict.clear,
        tone=verdict.tone.value,
        flags=[flag.value for flag in verdict.flags],
        sentence=text(verdict.sentence, language, benchmark=benchmark),
        difference=gap.value if gap else None,
        lower=gap.limits.lower if gap else None,
        upper=gap.limits.upper if gap else None,
    )

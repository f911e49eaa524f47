"""The front page as answers: what stands out, the barometer, who lives there, and what the signs mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from folkekommune.access.checks import check_has
from folkekommune.access.roles import Permission
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import (
    FigureEntry,
    PlaceEntry,
    VerdictEntry,
    figure_entry,
    place_entry,
    verdict_entry,
)
from folkekommune.web.municipality.about import flags_of, signs_of, words_of
from folkekommune.web.municipality.access import places_of
from folkekommune.web.municipality.api.asking import TAG, AskedBoard, Theme, dashboard_router
from folkekommune.web.municipality.barometer import held_against
from folkekommune.web.municipality.benchmarks import in_sentence
from folkekommune.web.municipality.findings import findings
from folkekommune.web.municipality.people_view import people_of
from folkekommune.web.pages import pages_of
from folkekommune.web.sessions import CurrentSession

choice = APIRouter(prefix="/api/v1/dashboard", tags=[TAG], responses=faults(401, 403))
router = dashboard_router()


@dataclass(frozen=True)
class FindingEntry:
    """A sentence that stands out, and the indicator it is about."""

    indicator: str
    sentence: str


@dataclass(frozen=True)
class OptionEntry:
    """What a figure can be held against."""

    key: str
    name: str


@dataclass(frozen=True)
class HeldEntry:
    """An indicator's newest figure, and how it stands against the benchmark."""

    indicator: str
    figure: FigureEntry
    benchmark: float | None
    verdict: VerdictEntry


@dataclass(frozen=True)
class BarometerEntry:
    """Every indicator with a good side, held against one benchmark.

    :param left_out: how many indicators have no good side.
    """

    against: str
    options: list[OptionEntry]
    held: list[HeldEntry]
    left_out: int


@dataclass(frozen=True)
class AgeEntry:
    """How many girls and boys are of some ages; the last group has everyone older too."""

    first: int
    last: int
    girls: int
    boys: int


@dataclass(frozen=True)
class PeopleEntry:
    """The children and young people of a year, from Statistics Norway."""

    year: int
    ages: list[AgeEntry]


@dataclass(frozen=True)
class MeaningEntry:
    """A sign, code or word, and what it means."""

    sign: str
    meaning: str


@dataclass(frozen=True)
class AboutEntry:
    """What can stand by a figure."""

    signs: list[MeaningEntry]
    flags: list[MeaningEntry]
    words: list[MeaningEntry]


@choice.get("")
def municipalities(request: Request, session: CurrentSession) -> list[PlaceEntry]:
    """List the municipalities whose dashboard one may read."""
    check_has(session.user, Permission.DASHBOARD_READ)
    return [place_entry(place) for place in places_of(pages_of(request), session.user)]


@router.get("/findings")
def what_stands_out(board: AskedBoard) -> list[FindingEntry]:
    """Tell what stands out: at most three sentences, the clearest difference first."""
    found = findings(board.figures, place=board.place, language=board.language)
    return [FindingEntry(each.indicator, each.sentence) for each in found]


@router.get("/barometer")
def barometer(
    board: AskedBoard, theme: Theme = "", against: Annotated[str, Query(pattern=r"^[a-z0-9_-]{0,40}$")] = ""
) -> BarometerEntry:
    """Hold the newest figure of every indicator against one benchmark; without a key the usual one."""
    asked = [entry for entry in board.figures.indicators() if theme in ("", entry.theme)]
    view = held_against(board, asked, key=against)
    return BarometerEntry(
        against=view.chosen,
        options=[OptionEntry(key, name) for key, name in view.options],
        held=[
            HeldEntry(
                each.definition.code,
                figure_entry(each.cell, each.figure, each.definition),
                each.benchmark.figure.value,
                verdict_entry(each.verdict, in_sentence(each.benchmark, board.language), board.language),
            )
            for each in view.held
        ],
        left_out=view.left_out,
    )


@router.get("/people")
def people(board: AskedBoard) -> list[PeopleEntry]:
    """Count the children and young people now and five years ago, where both sexes are known."""
    return [
        PeopleEntry(
            each.year, [AgeEntry(ages[0], ages[-1], girls, boys) for ages, girls, boys in each.groups]
        )
        for each in people_of(board)
    ]


@router.get("/about")
def about(board: AskedBoard) -> AboutEntry:
    """Explain the signs, reservations and words."""
    return AboutEntry(
        [MeaningEntry(*each) for each in signs_of(board)],
        [MeaningEntry(*each) for each in flags_of(board).items()],
        [MeaningEntry(*each) for each in words_of(board)],
    )

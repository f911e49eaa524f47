"""A measure as a page tells it: what was expected, what came, and the answer once it can be given."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import HTTPException

from folkekommune.indicators.definition import Definition, Direction
from folkekommune.indicators.expectation import Outcome, outcome_of
from folkekommune.services.measures import Measure
from folkekommune.statistics.differences import Compared
from folkekommune.texts import number
from folkekommune.web.comparison import hold_against, is_broken
from folkekommune.web.municipality.board import Board
from folkekommune.web.ports import Cell, MeasureBook, Sex

_SYMBOLS = {Outcome.AS_EXPECTED: "✓", Outcome.NOT_AS_EXPECTED: "✗", Outcome.TOO_EARLY: "…"}


@dataclass(frozen=True)
class MeasureView:
    """A measure in words."""

    measure: Measure
    indicator: str
    expectation: str
    outcome: Outcome
    answer: str
    symbol: str
    came: str
    href: str


def measure_view(board: Board, measure: Measure) -> MeasureView | None:
    """Tell of a measure; None when its indicator has no figures any more."""
    definition = next(
        (entry for entry in board.figures.indicators() if entry.code == measure.indicator), None
    )
    if definition is None:
        return None
    before = measure.start - 1
    years = board.figures.years(measure.indicator, board.place.number)
    change, came = None, board.say("measures.waiting", year=str(measure.answer_in))
    if measure.answer_in in years:
        change, came = _change(board, definition, measure)
    outcome = outcome_of(change, measure.expected)
    kind = "rise" if measure.expected > 0 else "fall"
    name = definition.wording.short.in_language(board.language)
    return MeasureView(
        measure,
        name,
        expectation=board.say(
            f"measures.expectation-{kind}",
            indicator=name,
            group=group_name(board, definition, measure),
            points=number(abs(measure.expected), board.language, 1),
            before=str(before),
            answer=str(measure.answer_in),
        ),
        outcome=outcome,
        answer=board.say(f"measures.outcome-{outcome.value}"),
        symbol=_SYMBOLS[outcome],
        came=came,
        href=board.address(measure.indicator),
    )


def group_name(board: Board, definition: Definition, measure: Measure) -> str:
    """Name who a measure is for."""
    if measure.district:
        return next(
            (
                place.name
                for place in board.figures.districts(board.place.number)
                if place.number == measure.district
            ),
            measure.district,
        )
    if measure.sex:
        people = definition.people
        word = people.female if measure.sex == Sex.FEMALE.value else people.male
        return word.in_language(board.language)
    return board.say("measures.group-everyone").lower()


def _change(board: Board, definition: Definition, measure: Measure) -> tuple[Compared | None, str]:
    """Give the change from the year before the start to the year of the answer, and tell it."""
    whole = Cell(measure.indicator, board.place.number, measure.answer_in)
    cell = whole.part(district=measure.district, sex=Sex(measure.sex) if measure.sex else None)
    figure, before = board.figures.figure(cell), board.figures.figure(cell.at(measure.start - 1))
    unsaid = board.say("measures.not-shown")
    if is_broken(definition, measure.start - 1, measure.answer_in, place=board.place.number):
        return None, unsaid
    wanted = Direction.HIGH if measure.expected > 0 else Direction.LOW
    gap = hold_against(figure, before, wanted).gap
    if gap is None:
        return None, unsaid
    written = {
        name: number(value, board.language, 1)
        for name, value in (("points", gap.value), ("lower", gap.limits.lower), ("upper", gap.limits.upper))
    }
    return gap, board.say("measures.came", **written)


def book_of(board: Board) -> MeasureBook:
    """Give the book of measures; a server without one has no such page."""
    book = board.pages.services.measures
    if book is None:
        raise HTTPException(404)
    return book


def check_fits(board: Board, measure: Measure) -> None:
    """Answer that there is no such thing where a measure is about an indicator or group we do not know."""
    known = {entry.code for entry in board.figures.indicators()}
    places = {place.number for place in board.figures.districts(board.place.number)}
    sexes = {sex.value for sex in Sex}
    fits = measure.district in {None, *places} and measure.sex in {None, *sexes}
    if measure.indicator not in known or not fits:
        raise HTTPException(404)


def measures_of(board: Board) -> tuple[Measure, ...]:
    """Give the measures of the municipality; none where the server keeps none."""
    book = board.pages.services.measures
    return tuple(book.of_municipality(board.session.user, board.place.number)) if book else ()


def started(board: Board, cell: Cell) -> tuple[tuple[int, str], ...]:
    """Give when measures began that are to change a figure, with their titles."""
    here = replace(cell, district=None, sex=None)
    return tuple(
        (measure.start, measure.title)
        for measure in measures_of(board)
        if measure.indicator == here.indicator and not measure.ended
    )

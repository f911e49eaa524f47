"""Measures with what is expected of them: listed with their answers, entered, and taken out of use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Path as PathPart
from pydantic import Field

from folkekommune.services.measures import LONGEST_TITLE, MOST_POINTS, Measure
from folkekommune.web.api_description import faults
from folkekommune.web.municipality.api.asking import AskedBoard, dashboard_router
from folkekommune.web.municipality.measure_view import (
    MeasureView,
    book_of,
    check_fits,
    measure_view,
    measures_of,
)
from folkekommune.web.municipality.measures import YEARS
from folkekommune.web.ports import Sex
from folkekommune.web.sessions import CheckedForm

router = dashboard_router()

MeasureYear = Annotated[int, Field(ge=YEARS[0], le=YEARS[-1])]
Identifier = Annotated[str, PathPart(pattern=r"^[0-9a-f]{8}$")]


@dataclass(frozen=True)
class NewMeasure:
    """A measure to be entered.

    :param start: the first year it can be seen in, :param answer_in: the year it is to be answered in.
    :param expected: change in percentage points until then. :param district: who it is for, if not everyone.
    """

    title: Annotated[str, Field(max_length=LONGEST_TITLE, pattern=r"\S")]
    indicator: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
    start: MeasureYear
    answer_in: MeasureYear
    expected: Annotated[float, Field(ge=-MOST_POINTS, le=MOST_POINTS)]
    district: str | None = None
    sex: Sex | None = None


@dataclass(frozen=True)
class MeasureEntry:
    """A measure, and its answer once it can be given.

    :param outcome: as_expected, not_as_expected or too_early. :param answer: the same in words.
    :param expectation: what was expected, :param came: what came; in sentences.
    """

    identifier: str
    title: str
    indicator: str
    start: int
    answer_in: int
    expected: float
    district: str | None
    sex: str | None
    ended: bool
    expectation: str
    came: str
    outcome: str
    answer: str


@router.get("/measures")
def measures(board: AskedBoard) -> list[MeasureEntry]:
    """List the measures, in the order they were entered."""
    book_of(board)
    views = (measure_view(board, each) for each in measures_of(board))
    return [measure_entry(view) for view in views if view is not None]


@router.post("/measures", status_code=201, responses=faults(400))
def enter(board: AskedBoard, sent: NewMeasure, session: CheckedForm) -> MeasureEntry | None:
    """Enter a measure. It is internal, and its expectation cannot be changed afterwards."""
    measure = Measure(
        title=sent.title,
        indicator=sent.indicator,
        start=sent.start,
        answer_in=sent.answer_in,
        expected=sent.expected,
        district=sent.district,
        sex=sent.sex.value if sent.sex else None,
    )
    book = book_of(board)
    check_fits(board, measure)
    view = measure_view(board, book.enter(session.user, board.place.number, measure))
    return measure_entry(view) if view is not None else None


@router.post("/measures/{measure}/end", responses=faults(400))
def end(board: AskedBoard, measure: Identifier, session: CheckedForm) -> list[MeasureEntry]:
    """Take a measure out of use; it stays on the list."""
    book_of(board).end(session.user, board.place.number, measure)
    return measures(board)


def measure_entry(view: MeasureView) -> MeasureEntry:
    """Give a measure with its answer."""
    measure = view.measure
    return MeasureEntry(
        measure.identifier,
        measure.title,
        measure.indicator,
        measure.start,
        measure.answer_in,
        expected=measure.expected,
        district=measure.district,
        sex=measure.sex,
        ended=measure.ended,
        expectation=view.expectation,
        came=view.came,
        outcome=view.outcome.value,
        answer=view.answer,
    )

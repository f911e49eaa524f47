"""Measures: those entered with what is expected of them, and the form to enter one. Never public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.errors import InputError
from folkekommune.indicators.definition import Dimension
from folkekommune.services.measures import Measure
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.measure_view import book_of, check_fits, measure_view, measures_of
from folkekommune.web.ports import Sex
from folkekommune.web.sessions import CheckedForm

router = APIRouter()

YEARS = range(2000, 2101)
"""In which measures may begin and be answered."""

_FIELDS = {"measures.title": "tittel", "measures.expected": "ventet", "measures.years": "svar"}


@router.get("/{language}/kommune/{number}/tiltak", name="municipality_measures")  # noqa: FAST003  (the dependency reads both)
def measures(board: BoardOf, *, lagt_inn: Annotated[bool, Query(alias="lagt-inn")] = False) -> Response:
    """Show the measures and the form."""
    book_of(board)
    return _page(board, {}, (), entered=lagt_inn)


@router.post("/{language}/kommune/{number}/tiltak")  # noqa: FAST003  (the dependency reads both)
async def enter(request: Request, board: BoardOf, session: CheckedForm) -> Response:
    """Enter a measure, or show the form again with what is wrong."""
    form = {name: str(value) for name, value in (await request.form()).items()}
    book = book_of(board)
    try:
        book.enter(session.user, board.place.number, _measure(board, form))
    except InputError as fault:
        sentence = board.say(fault.code, **fault.parameters)
        return _page(board, form, ((_FIELDS.get(fault.code, "tittel"), sentence),))
    return RedirectResponse(board.address("tiltak", keep=False) + "?lagt-inn=true", status_code=303)


@router.post("/{language}/kommune/{number}/tiltak/{identifier}/avslutt")  # noqa: FAST003  (the dependency reads both)
def end(board: BoardOf, identifier: str, session: CheckedForm) -> Response:
    """Take a measure out of use."""
    book_of(board).end(session.user, board.place.number, identifier)
    return RedirectResponse(board.address("tiltak", keep=False), status_code=303)


def _page(
    board: Board, form: Mapping[str, str], faults: tuple[tuple[str, str], ...], *, entered: bool = False
) -> Response:
    found = (measure_view(board, measure) for measure in measures_of(board))
    definitions = board.figures.indicators()
    sexes = next((entry.people for entry in definitions if Dimension.SEX in entry.disaggregate), None)
    groups = [("", board.say("measures.group-everyone"))]
    groups += [(f"bydel-{place.number}", place.name) for place in board.figures.districts(board.place.number)]
    if sexes is not None:
        groups += [
            (f"kjonn-{sex.value}", getattr(sexes, sex.value).in_language(board.language).capitalize())
            for sex in Sex
        ]
    return board.render(
        "measures.html",
        title=board.say("measures.menu-title", place=board.place.name),
        measures=[each for each in found if each is not None],
        indicators=[(entry.code, entry.wording.name.in_language(board.language)) for entry in definitions],
        groups=groups,
        form=form,
        faults=faults,
        entered=entered,
    )


def _measure(board: Board, form: Mapping[str, str]) -> Measure:
    """Read the form; what is no number is told by the field it stands in."""
    group = form.get("gruppe", "")
    measure = Measure(
        title=form.get("tittel", ""),
        indicator=form.get("indikator", ""),
        start=_year(form.get("start", "")),
        answer_in=_year(form.get("svar", "")),
        expected=_points(form.get("ventet", "")),
        district=group.removeprefix("bydel-") if group.startswith("bydel-") else None,
        sex=group.removeprefix("kjonn-") if group.startswith("kjonn-") else None,
    )
    check_fits(board, measure)
    return measure


def _points(written: str) -> float:
    try:
        found = float(written.strip().replace(",", ".").replace("−", "-").replace("%", ""))
    except ValueError:
        return 0.0  # refused with the sentence about the field
    return found if abs(found) < float("inf") else 0.0


def _year(written: str) -> int:
    digits = written.strip()
    year = int(digits) if digits.isdecimal() and len(digits) == len(str(YEARS[0])) else 0
    if year not in YEARS:
        raise InputError("measures.years")
    return year

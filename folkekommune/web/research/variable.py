"""One variable: what it is, its codes through time, and what is published of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.catalogue.model import Temporality, Variable
from folkekommune.services.research import GrantedDatabank
from folkekommune.texts import Language, number, text
from folkekommune.web.components.table import Table, TableRow, figure_cells
from folkekommune.web.pages import pages_of, say
from folkekommune.web.ports import Cell, PublishedFigures
from folkekommune.web.research.project import Cases, OwnProject, address, trail
from folkekommune.web.research.timeline import timeline_of
from folkekommune.web.research.variables import theme_of, type_of
from folkekommune.web.sessions import CurrentSession

router = APIRouter()

_DAYS_IN_MONTH = 30.4375
_MONTHS_TO_YEARS = 24


@router.get(
    "/{language}/arbeidsbenk/prosjekt/{code}/variabler/{databank}/{name}",  # noqa: FAST003  (the dependency reads the code)
    name="research_variable",
)
def variable(
    request: Request,
    language: Language,
    databank: Annotated[str, PathPart(max_length=200)],
    name: Annotated[str, PathPart(max_length=200)],
    project: OwnProject,
    *,
    cases: Cases,
    session: CurrentSession,
) -> Response:
    """Show a variable that the project covers."""
    granted = next(
        (each for each in cases.databanks(session.user, project.code) if each.databank.name == databank), None
    )
    found = next((each for each in granted.variables if each.name == name), None) if granted else None
    if granted is None or found is None:
        raise HTTPException(404)
    codes = found.code_list
    return pages_of(request).render(
        request,
        "research/variable.html",
        title=found.title.in_language(language),
        session=session,
        trail=[
            *trail(language, project),
            (say(request, "research.variables-title"), address(language, project.code, "variabler")),
        ],
        variable=found,
        description=found.description.in_language(language),
        facts=list(_facts(granted, found, language)),
        line=import_line(found),
        require=require_line(granted),
        codes=timeline_of(codes, language, today=datetime.now(UTC).date()) if codes else None,
        published=list(
            published_tables(pages_of(request).services.citizen_figures, databank, found, language=language)
        ),
    )


def import_line(variable: Variable) -> str:
    """Write the line that imports a variable; all but what never changes needs a date."""
    day = "" if variable.temporality is Temporality.FIXED else " ÅÅÅÅ-MM-DD"
    return f"import db/{variable.name}{day} as {variable.name.lower()}"


def published_tables(
    figures: PublishedFigures, databank: str, variable: Variable, *, language: Language
) -> Iterator[Table]:
    """Give the published figures that a variable enters into: the newest of each municipality."""
    for definition in figures.indicators():
        if definition.databank != databank or variable.name not in definition.variables:
            continue
        rows = []
        for place in figures.municipalities():
            years = figures.years(definition.code, place.number)
            if years:
                figure = figures.figure(Cell(definition.code, place.number, years[-1]))
                rows.append(TableRow(f"{place.name} ({years[-1]})", figure_cells(figure, language)))
        if rows:
            heads = ("place", "share", "interval", "counted")
            yield Table(
                definition.wording.name.in_language(language),
                tuple(text(f"workbench.column-{head}", language) for head in heads),
                tuple(rows),
            )


def _facts(granted: GrantedDatabank, variable: Variable, language: Language) -> Iterator[tuple[str, str]]:
    databank = granted.databank
    version = f" {granted.version}" if granted.version else ""
    yield "name", variable.name
    yield "source", f"{databank.title.in_language(language)} ({databank.name}{version})"
    if variable.theme:
        yield "theme", theme_of(databank, variable, language)
    yield "type", type_of(variable, language) + (f" ({variable.unit})" if variable.unit else "")
    yield "unit-type", variable.unit_type
    yield "temporality", text(f"workbench.temporality-{variable.temporality.value.lower()}", language)
    occasion = databank.occasion(variable.occasion) if variable.occasion else None
    if occasion is not None:
        ages = [_age(days, language) for days in (occasion.earliest_days, occasion.latest_days)]
        title = occasion.title.in_language(language)
        yield "age", text("workbench.age-window", language, title=title, youngest=ages[0], oldest=ages[1])
    if variable.clip is not None:
        low, high = (number(limit, language) for limit in variable.clip)
        yield "limits", text("workbench.limits", language, low=low, high=high)


def _age(days: int, language: Language) -> str:
    months = round(days / _DAYS_IN_MONTH)
    if months >= _MONTHS_TO_YEARS:
        return text("workbench.years", language, n=round(months / 12, 1))
    return (
        text("workbench.months", language, n=months)
        if months > 1
        else text("workbench.days", language, n=days)
    )


def require_line(granted: GrantedDatabank) -> str:
    """Write the line that opens a databank; nothing before its first release."""
    major = granted.version.partition(".")[0] if granted.version else ""
    return f"require {granted.databank.name}:{major} as db" if major else ""

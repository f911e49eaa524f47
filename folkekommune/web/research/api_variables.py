"""What a project may use, as an API: its variables with their codes through time, and the commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi import Path as PathPart

from folkekommune.access.checks import check_has
from folkekommune.access.roles import Permission
from folkekommune.catalogue.model import Variable
from folkekommune.script.manual import Page, page
from folkekommune.script.words import COMMAND_WORDS
from folkekommune.services.research import GrantedDatabank
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import InLanguages, Lang, in_languages
from folkekommune.web.research.api import OwnProject
from folkekommune.web.research.project import Cases
from folkekommune.web.research.variable import import_line, require_line
from folkekommune.web.research.variables import Wanted
from folkekommune.web.sessions import CurrentSession

router = APIRouter(prefix="/api/v1/projects/{code}", tags=["logged-in"], responses=faults(401, 403, 404))
reference = APIRouter(prefix="/api/v1/commands", tags=["logged-in"], responses=faults(401, 403, 404))

Words = Annotated[str, Query(max_length=200)]
Name = Annotated[str, PathPart(max_length=200)]


@dataclass(frozen=True)
class CodeEntry:
    """A code, and the days it is valid on; no last day where it still is."""

    value: str
    title: InLanguages
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True)
class VariableEntry:
    """A variable that a project may use.

    :param require: the line that opens its databank, empty before its first release;
        :param line: the line that imports it.
    """

    databank: str
    version: str | None
    name: str
    title: InLanguages
    description: InLanguages
    theme: str
    unit_type: str
    value_type: str
    unit: str
    temporality: str
    occasion: str | None
    require: str
    line: str
    codes: list[CodeEntry]


@dataclass(frozen=True)
class CommandEntry:
    """A command of the script language, from the manual."""

    command: str
    summary: str
    syntax: list[str]
    options: dict[str, str]
    example: str


@router.get("/variables")
def variables(
    project: OwnProject,
    cases: Cases,
    session: CurrentSession,
    *,
    search: Words = "",
    theme: Words = "",
    databank: Words = "",
    age: Words = "",
    lang: Lang = "nb",
) -> list[VariableEntry]:
    """Search the variables that the project may use: by words, theme, databank and the occasion of an age."""
    wanted = Wanted(search, theme, databank, age)
    return [
        _variable(granted, each)
        for granted in cases.databanks(session.user, project.code)
        for each in granted.variables
        if wanted.holds(granted.databank, each, lang)
    ]


@router.get("/variables/{databank}/{variable}")
def variable(
    project: OwnProject, cases: Cases, session: CurrentSession, *, databank: Name, variable: Name
) -> VariableEntry:
    """Give one variable, with its codes through time."""
    for granted in cases.databanks(session.user, project.code):
        for each in granted.variables:
            if (granted.databank.name, each.name) == (databank, variable):
                return _variable(granted, each)
    raise HTTPException(404)


@reference.get("")
def commands(session: CurrentSession, lang: Lang = "nb") -> list[CommandEntry]:
    """List the commands of the script language, each with its syntax, options and an example."""
    check_has(session.user, Permission.SCRIPT_RUN)
    return [_command(found) for word in COMMAND_WORDS if (found := page(word, lang))]


def _variable(granted: GrantedDatabank, each: Variable) -> VariableEntry:
    codes = each.code_list.codes if each.code_list else ()
    return VariableEntry(
        granted.databank.name,
        granted.version,
        each.name,
        in_languages(each.title),
        in_languages(each.description),
        theme=each.theme,
        unit_type=each.unit_type,
        value_type=each.value_type.name.lower(),
        unit=each.unit or "",
        temporality=each.temporality.name.lower(),
        occasion=each.occasion,
        require=require_line(granted),
        line=import_line(each),
        codes=[
            CodeEntry(str(code.value), in_languages(code.title), code.valid_from, code.valid_until)
            for code in codes
        ],
    )


def _command(found: Page) -> CommandEntry:
    return CommandEntry(found.command, found.summary, list(found.syntax), dict(found.options), found.example)

"""The variables a project covers, by theme, with a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.catalogue.model import Databank, Variable
from folkekommune.services.research import GrantedDatabank
from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.research.project import Cases, OwnProject, address, trail
from folkekommune.web.sessions import CurrentSession

router = APIRouter()


@dataclass(frozen=True)
class VariableView:
    """A variable: its name in scripts, what it is called, and what its values are."""

    name: str
    title: str
    kind: str
    description: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ThemeView:
    """The variables of a theme."""

    name: str
    variables: tuple[VariableView, ...]


def themes_of(
    databanks: Sequence[GrantedDatabank], language: Language, search: str = ""
) -> tuple[ThemeView, ...]:
    """Group the variables that a search finds: every word of it stands in the name or the title."""
    words = search.casefold().split()
    themes: dict[str, list[VariableView]] = {}
    for granted in databanks:
        for variable in granted.variables:
            title = variable.title.in_language(language)
            place = f"{variable.name} {title}".casefold()
            if all(word in place for word in words):
                name = _theme(granted.databank, variable, language)
                themes.setdefault(name, []).append(_view(variable, language))
    return tuple(ThemeView(name, tuple(variables)) for name, variables in themes.items())


@router.get("/{language}/arbeidsbenk/prosjekt/{code}/variabler", name="research_variables")  # noqa: FAST003  (the dependency reads the code)
def variables(
    request: Request,
    language: Language,
    project: OwnProject,
    *,
    cases: Cases,
    session: CurrentSession,
    sok: str = "",
) -> Response:
    """Search the variables."""
    themes = themes_of(cases.databanks(session.user, project.code), language, sok)
    if "hx-request" in request.headers:
        return pages_of(request).fragment(
            request, "research/variable_fragment.html", themes=themes, searched=bool(sok.strip())
        )
    return pages_of(request).render(
        request,
        "research/variables.html",
        title=say(request, "research.variables-title"),
        session=session,
        trail=trail(language, project),
        here=address(language, project.code, "variabler"),
        search=sok,
        searched=bool(sok.strip()),
        themes=themes,
    )


def _theme(databank: Databank, variable: Variable, language: Language) -> str:
    theme = databank.themes.get(variable.theme)
    return theme.in_language(language) if theme else databank.title.in_language(language)


def _view(variable: Variable, language: Language) -> VariableView:
    codes = variable.code_list.latest if variable.code_list else ()
    kind = text(f"research.type-{variable.value_type.name.lower()}", language)
    return VariableView(
        variable.name,
        variable.title.in_language(language),
        kind,
        variable.description.in_language(language),
        tuple((str(code.value), code.title.in_language(language)) for code in codes),
    )

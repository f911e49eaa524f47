"""The catalogue of a project's variables: by theme, with a search and filters."""

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

NO_AGE = "-"
"""Chosen instead of an age: what is not recorded at a certain one."""


@dataclass(frozen=True)
class VariableView:
    """A variable: its name in scripts, what it is called, and what its values are."""

    name: str
    title: str
    kind: str
    description: str
    codes: tuple[tuple[str, str], ...]
    databank: str


@dataclass(frozen=True)
class ThemeView:
    """The variables of a theme."""

    name: str
    variables: tuple[VariableView, ...]


@dataclass(frozen=True)
class Wanted:
    """Which variables to show: words, theme, databank and age; an empty one lets all through."""

    search: str = ""
    theme: str = ""
    source: str = ""
    age: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return any(part.strip() for part in (self.search, self.theme, self.source, self.age))

    def holds(self, databank: Databank, variable: Variable, language: Language) -> bool:
        """Whether a variable is wanted; every word stands in its name, titles or description."""
        if self.source not in {"", databank.name} or self.theme not in {"", variable.theme}:
            return False
        if self.age not in {"", variable.occasion or NO_AGE}:
            return False
        written = [
            variable.name,
            *(part.in_language(language) for part in (variable.title, variable.description)),
        ]
        if variable.code_list is not None:
            written += [code.title.in_language(language) for code in variable.code_list.latest]
        place = " ".join(written).casefold()
        return all(word in place for word in self.search.casefold().split())


@dataclass(frozen=True)
class Choices:
    """What variables can be narrowed by, each as its code and what it is called."""

    themes: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    ages: tuple[tuple[str, str], ...]


def themes_of(
    databanks: Sequence[GrantedDatabank], language: Language, wanted: Wanted | None = None
) -> tuple[ThemeView, ...]:
    """Group the variables that are wanted."""
    wanted = wanted or Wanted()
    themes: dict[str, list[VariableView]] = {}
    for granted in databanks:
        for variable in granted.variables:
            if wanted.holds(granted.databank, variable, language):
                name = theme_of(granted.databank, variable, language)
                themes.setdefault(name, []).append(_view(granted.databank, variable, language))
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
    tema: str = "",
    kilde: str = "",
    alder: str = "",
) -> Response:
    """Search the variables."""
    wanted = Wanted(sok, tema, kilde, alder)
    databanks = cases.databanks(session.user, project.code)
    themes = themes_of(databanks, language, wanted)
    catalogue = address(language, project.code, "variabler")
    if "hx-request" in request.headers:
        return pages_of(request).fragment(
            request,
            "research/variable_fragment.html",
            themes=themes,
            searched=wanted.narrows,
            catalogue=catalogue,
        )
    return pages_of(request).render(
        request,
        "research/variables.html",
        title=say(request, "research.variables-title"),
        session=session,
        trail=trail(language, project),
        wanted=wanted,
        choices=choices_of(databanks, language),
        themes=themes,
        searched=wanted.narrows,
        catalogue=catalogue,
    )


def theme_of(databank: Databank, variable: Variable, language: Language) -> str:
    """Give the theme of a variable, or its databank where it has none."""
    theme = databank.themes.get(variable.theme)
    return theme.in_language(language) if theme else databank.title.in_language(language)


def type_of(variable: Variable, language: Language) -> str:
    """Say what kind of values a variable has."""
    return text(f"research.type-{variable.value_type.name.lower()}", language)


def choices_of(databanks: Sequence[GrantedDatabank], language: Language) -> Choices:
    """Give what can be chosen among: themes, databanks and ages that some variable has."""
    used = [(granted.databank, variable) for granted in databanks for variable in granted.variables]
    themes = {variable.theme: theme_of(bank, variable, language) for bank, variable in used if variable.theme}
    ages = {
        occasion.name: occasion.title.in_language(language)
        for granted in databanks
        for occasion in sorted(granted.databank.occasions, key=lambda each: each.due_days)
        if any(variable.occasion == occasion.name for variable in granted.variables)
    }
    if ages:
        ages[NO_AGE] = text("workbench.no-age", language)
    sources = {granted.databank.name: granted.databank.title.in_language(language) for granted in databanks}
    return Choices(tuple(themes.items()), tuple(sources.items()), tuple(ages.items()))


def _view(databank: Databank, variable: Variable, language: Language) -> VariableView:
    codes = variable.code_list.latest if variable.code_list else ()
    return VariableView(
        variable.name,
        variable.title.in_language(language),
        type_of(variable, language),
        variable.description.in_language(language),
        tuple((str(code.value), code.title.in_language(language)) for code in codes),
        databank.name,
    )

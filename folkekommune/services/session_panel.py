"""What a script has made so far: its data sets with the types of their variables, and its bindings."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.script.bindings import written
from folkekommune.script.session import Session, WorkingSet
from folkekommune.texts import Language, text


@dataclass(frozen=True)
class PanelVariable:
    """A variable of a data set: its name, what kind of values it has, and its title in the catalogue."""

    name: str
    kind: str
    title: str


@dataclass(frozen=True)
class PanelSet:
    """A data set.

    :param active: whether commands act on it.
    """

    name: str
    active: bool
    variables: tuple[PanelVariable, ...]


@dataclass(frozen=True)
class Panel:
    """Data sets and bindings, in the order they were made."""

    sets: tuple[PanelSet, ...]
    bindings: tuple[tuple[str, str], ...]


def session_panel(session: Session, language: Language) -> Panel:
    """Show what a session holds; nothing is asked of the data."""
    sets = tuple(
        PanelSet(working.name, working.name == session.active, _variables(working, language))
        for working in session.sets.values()
    )
    known = ((name, written(value)) for name, value in session.bindings.items() if value is not None)
    return Panel(sets, tuple(known))


def _variables(working: WorkingSet, language: Language) -> tuple[PanelVariable, ...]:
    return tuple(
        PanelVariable(
            name,
            text(f"research.type-{info.type.name.lower()}", language),
            working.titles[name].in_language(language) if name in working.titles else "",
        )
        for name, info in working.columns.items()
    )

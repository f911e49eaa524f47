"""The demonstration's accounts and project. Passwords come from the installation's own key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from folkekommune.access.projects import Project, ProjectState
from folkekommune.access.users import Grant
from folkekommune.bootstrap import Wiring

PROJECT = "demo"
_PASSWORD_LETTERS = 12
_EVERYWHERE = frozenset({"researcher", "administrator"})
"""Roles that are granted in no one municipality."""


@dataclass(frozen=True)
class LogIn:
    """An account to try."""

    name: str
    display_name: str
    role: str
    password: str


def log_ins(wiring: Wiring) -> tuple[LogIn, ...]:
    """Give the demonstration's accounts: one researcher, one planner, two stewards, and an administrator."""
    people = (
        ("forsker", "Frida Forsker", "researcher"),
        ("planlegger", "Per Planlegger", "planner"),
        ("forvalter", "Dina Dataforvalter", "steward"),
        ("godkjenner", "Geir Godkjenner", "steward"),
        ("administrator", "Ada Administrator", "administrator"),
    )
    return tuple(
        LogIn(name, shown, role, wiring.keys.derive(f"demo password {name}").hex()[:_PASSWORD_LETTERS])
        for name, shown, role in people
    )


def make_people(wiring: Wiring, databank: str, municipalities: tuple[str, ...]) -> None:
    """Make the accounts and the project, where they are missing."""
    for person in log_ins(wiring):
        if wiring.accounts.find(person.name) is None:
            places = (None,) if person.role in _EVERYWHERE else municipalities
            wiring.accounts.create(
                person.name,
                person.display_name,
                password=person.password,
                grants=tuple(Grant(person.role, place) for place in places),
            )
    if all(project.code != PROJECT for project in wiring.projects.all()):
        researcher = wiring.accounts.find("forsker")
        members = frozenset({researcher.identifier} if researcher else ())
        wiring.projects.create(
            Project(
                code=PROJECT,
                title="Fullamming og vekst",
                purpose="Vise fram arbeidsbenken",
                ends_on=date(date.today().year + 5, 12, 31),  # noqa: DTZ011 - a calendar day, not a moment
                processing_record="DPIA-DEMO",
                members=members,
                databanks=frozenset({databank}),
                municipalities=frozenset(municipalities),
            ),
            by="system",
        )
        wiring.projects.change_state(PROJECT, ProjectState.OPEN, by="system")

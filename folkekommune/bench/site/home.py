"""A demonstration with accounts for a crowd: made anew, or a copy of one that lies ready."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from folkekommune.access.projects import Project, ProjectState
from folkekommune.access.users import Grant
from folkekommune.bench.apart import apart
from folkekommune.bench.site.server import free_port
from folkekommune.bootstrap import open_wiring
from folkekommune.settings import Home

GIVEN = "FOLKEKOMMUNE_BENCH_HOME"
"""Names an installation that ``folkekommune demo`` made and nobody uses now; it is copied, never changed."""
PROJECT = "crowd"
MUNICIPALITY = "4601"
ROLES = {"researcher": "researcher", "planner": "planner", "steward": "steward"}
_NOT_NEEDED = ("deliveries", "export", "official-files")
_LATER = date(2099, 12, 31)


@dataclass(frozen=True)
class Person:
    """Someone who uses the pages: a citizen, or somebody with an account."""

    kind: str
    name: str = ""
    password: str = ""


def demonstrated_home(folder: Path) -> Path:
    """Make the demonstration in a folder, or copy the one that the environment names."""
    home = folder / "home"
    if given := os.environ.get(GIVEN):
        shutil.copytree(given, home, ignore=shutil.ignore_patterns(*_NOT_NEEDED))
        return home
    command = [sys.executable, "-m", "folkekommune.cli", "demo", "--home", str(home), "--once"]
    subprocess.run([*command, "--port", str(free_port())], check=True, capture_output=True)
    return home


def with_people(home: Path, wanted: Mapping[str, int], *, project: str = PROJECT) -> tuple[Person, ...]:
    """Make accounts in an installation that is not served, and a project for its researchers.

    :param wanted: how many of each kind.
    """
    return apart(_make_people, home, dict(wanted), project).given


def _make_people(home: Path, wanted: dict[str, int], project: str) -> tuple[Person, ...]:
    wiring = open_wiring(Home(home))
    password = secrets.token_urlsafe(12)
    people, members = [Person("citizen")] * wanted.pop("citizen", 0), []
    for kind, count in wanted.items():
        grant = Grant(ROLES[kind], None if kind == "researcher" else MUNICIPALITY)
        for number in range(count):
            name = f"{kind}{number:02}"
            user = wiring.accounts.create(name, name, password=password, grants=(grant,))
            people.append(Person(kind, name, password))
            if kind == "researcher":
                members.append(user.identifier)
    if members:
        wiring.projects.create(
            Project(
                code=project,
                title="Crowd",
                purpose="Measuring",
                ends_on=_LATER,
                processing_record="DPIA-BENCH",
                members=frozenset(members),
                databanks=frozenset({wiring.package("no.folkekommune.helseprofil").databank.name}),
                municipalities=frozenset({MUNICIPALITY}),
            ),
            by="system",
        )
        wiring.projects.change_state(project, ProjectState.OPEN, by="system")
    return tuple(people)

"""A workbench on invented children: projects, people, and a real child process for each run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from door_factory import door_of
from fastapi import FastAPI
from script_worlds import BANK, GRANT, Bank
from web_fakes import PASSWORD, FakeFigures, accounts_in
from worlds import World

from folkekommune.access.accounts import Accounts
from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.access.projects import Project, Projects, ProjectState
from folkekommune.access.run_records import RunRecords
from folkekommune.access.users import Grant
from folkekommune.analysis.door import Door
from folkekommune.catalogue.model import Databank
from folkekommune.query.columns import ReleaseRef
from folkekommune.runs.limits import Limits
from folkekommune.runs.pool import WorkerPool
from folkekommune.script.session import Session
from folkekommune.services.practice.weights import Weights
from folkekommune.services.queued_runs import auditor
from folkekommune.services.research import Research
from folkekommune.web.application import create_app
from folkekommune.web.ports import Services
from folkekommune.web.research.routers import ROUTERS
from folkekommune.web.settings import WebSettings

PROJECT = "sovn"
TODAY = date(2026, 6, 1)
CHILD = Path(__file__).with_name("research_child.py")
BEGIN = f"require {BANK}:1 as db\ncreate-dataset barn\nimport db/SEX as kjonn\nimport db/SLEEP as sovn\n"
"""Four lines that make a data set of 600 children; 2 of every 3 are of sex 1."""


@dataclass(frozen=True)
class Bench:
    """A workbench and what it rests on."""

    accounts: Accounts
    projects: Projects
    runs: RunRecords
    audit: AuditTrail
    research: Research


class NothingPublished:
    """What twins learn where nothing is published."""

    def weights(self, databank: Databank) -> Weights:  # noqa: ARG002  (the protocol's)
        """Give nothing."""
        return Weights()

    def until(self, release: ReleaseRef) -> date:  # noqa: ARG002  (the protocol's)
        """Give a day."""
        return date(2025, 12, 31)


def small_world() -> World:
    """Make 600 children, 400 of one sex; one in two hundred sleeps so that it was not assessed."""
    world = World.of(600, part=GRANT[0])
    world.add("SEX", [1 if unit % 3 else 2 for unit in range(600)], codes=(1, 2))
    return world.add(
        "SLEEP", [9 if unit % 200 == 1 else 1 + unit % 2 for unit in range(600)], codes=(1, 2, 9)
    )


def door_to(folder: Path) -> Door:
    """Open the door to them."""
    return door_of(small_world(), folder)


def session_of(_: Project | None = None) -> Session:
    """Begin a script on them."""
    return Session(Bank(releases=("1.0.0",)), GRANT)


def open_bench(folder: Path) -> Bench:
    """Make the people and a project that one researcher is in."""
    accounts = accounts_in(folder)
    engine = open_control_database(folder / "control.sqlite")
    audit = AuditTrail(engine, b"a key for tests")
    projects, runs = Projects(engine, audit=audit), RunRecords(engine, audit=audit)
    researcher = accounts.find("forsker")
    assert researcher is not None
    accounts.create("annen", "Anna Annen", password=PASSWORD, grants=(Grant("researcher"),))
    for code, title, members in (
        (PROJECT, "Søvn hos små barn", {researcher.identifier}),
        ("hemmelig", "Noe annet", set()),
    ):
        project = Project(
            code,
            title,
            "Se om søvn og kjønn henger sammen",
            date(2030, 1, 1),
            processing_record="DPIA-1",
            members=frozenset(members),
            databanks=frozenset({BANK}),
            municipalities=frozenset(GRANT),
        )
        projects.create(project, by="test")
        projects.change_state(code, ProjectState.OPEN, by="test")
    research = Research(projects, runs, audit, session_of, folder, lambda: TODAY)
    return Bench(accounts, projects, runs, audit, research)


def bench_app(bench: Bench) -> FastAPI:
    """Make the pages."""
    services = Services(FakeFigures(), FakeFigures(), bench.accounts, research=bench.research)
    return create_app(services, settings=WebSettings(secret=b"a secret for tests"), routers=ROUTERS)


@contextmanager
def working(bench: Bench, folder: Path) -> Iterator[None]:
    """Let one worker work on the queue while a block lasts."""
    command = (sys.executable, str(CHILD), str(folder))
    event = auditor(lambda _: "forsker")
    pool = WorkerPool(bench.runs, command, limits=Limits(seconds=60), at_once=1, event=event)
    pool.start()
    try:
        yield
    finally:
        pool.stop()

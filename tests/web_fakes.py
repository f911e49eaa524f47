"""Invented figures and accounts for the pages. Every number here is made up by a simple rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from access_factories import quick_passwords
from fastapi import APIRouter, FastAPI
from sqlalchemy import Engine

from folkekommune.access.accounts import Accounts
from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.access.sessions import Sessions
from folkekommune.access.users import Grant
from folkekommune.catalogue.packages import load_package
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.indicators.questions import Question, load_questions
from folkekommune.municipalities.division import districts
from folkekommune.settings import MunicipalitySettings
from folkekommune.statistics.comparison import Position
from folkekommune.statistics.intervals import wilson
from folkekommune.web.application import create_app
from folkekommune.web.ports import (
    MISSING,
    Cell,
    Figure,
    Place,
    Publication,
    PublishedFigures,
    Services,
    Sex,
    Sign,
    StewardService,
)
from folkekommune.web.settings import WebSettings

PACKAGE = Path(__file__).parents[1] / "databanks" / "helseprofil"
BERGEN, BJORNAFJORDEN, ALVER = Place("4601", "Bergen"), Place("4624", "Bjørnafjorden"), Place("4631", "Alver")
YEARS = tuple(range(2017, 2026))
PASSWORD = "et langt passord"  # noqa: S105  (of accounts that live for one test)

# Children counted a year, and the share in percent in 2017 with its change a year.
_CHILDREN = {"4601": 2900, "4624": 260, "4631": 310}
_SHARES = {
    "fullamming_6uker": (60.0, 0.8),
    "fullamming_6mnd": (11.0, 0.1),
    "sovn_problem_6mnd": (14.0, -0.05),
    "overvekt_4aar": (13.0, 0.0),
}
_GIRLS = {"overvekt_4aar": 3.5}
WITHHELD = Figure(sign=Sign.WITHHELD)
PUBLICATION = Publication("p1", date(2026, 5, 17), "1.0.0", "1")


@cache
def _shipped_definitions() -> tuple[Definition, ...]:
    return tuple(load_definitions(load_package(PACKAGE)).values())


@dataclass(frozen=True)
class FakeFigures:
    """Figures by rule, with the exceptions that a test asks for."""

    exceptions: dict[Cell, Figure] = field(default_factory=dict)
    publication: Publication | None = PUBLICATION
    places: tuple[Place, ...] = (BERGEN, BJORNAFJORDEN, ALVER)
    definitions: tuple[Definition, ...] = field(default_factory=_shipped_definitions)

    def municipalities(self) -> Sequence[Place]:
        """Give the three."""
        return self.places

    def districts(self, municipality: str) -> Sequence[Place]:
        """Give the real districts."""
        return [Place(entry.number, entry.name) for entry in districts(municipality)]

    def indicators(self) -> Sequence[Definition]:
        """Give the definitions that ship."""
        return self.definitions

    def questions(self) -> Sequence[Question]:
        """Give the questions that ship, once there is a publication."""
        return load_questions(PACKAGE, indicators=_SHARES) if self.publication else ()

    def years(self, indicator: str, municipality: str) -> Sequence[int]:
        """Give the years, none before anything is published."""
        known = self.publication and any(place.number == municipality for place in self.places)
        return YEARS if known and indicator in _SHARES else ()

    def figure(self, cell: Cell) -> Figure:
        """Give a figure by the rule, or the exception."""
        if cell in self.exceptions:
            return self.exceptions[cell]
        if cell.year not in self.years(cell.indicator, cell.municipality):
            return MISSING
        start, change = _SHARES[cell.indicator]
        percent = start + change * (cell.year - YEARS[0])
        people = _CHILDREN[cell.municipality]
        position = None
        if cell.district:
            step = int(cell.district[-2:]) - 4.5  # the districts of Bergen end in 01 to 08
            percent += step * percent / 25
            people //= 8
            position = (
                Position.NOT_DIFFERENT if abs(step) < 3 else Position.HIGHER if step > 0 else Position.LOWER
            )
        if cell.sex:
            percent += _GIRLS.get(cell.indicator, 0.4) / 2 * (1 if cell.sex is Sex.FEMALE else -1)
            people //= 2
        return shown(round(people * percent / 100), people, position=position)


def shown(
    numerator: int, denominator: int, *, position: Position | None = None, uncertain: bool = False
) -> Figure:
    """Make a figure out of counts."""
    interval = wilson(numerator, denominator)
    assert interval is not None
    return Figure(
        value=100 * numerator / denominator,
        lower=100 * interval.lower,
        upper=100 * interval.upper,
        numerator=numerator,
        denominator=denominator,
        decimals=1 if denominator >= 1000 else 0,
        position=position,
        uncertain=uncertain,
        coverage=0.93,
    )


def accounts_in(folder: Path) -> Accounts:
    """Open a control database with one account of each kind."""
    (folder / "control.sqlite").write_bytes(_control_database())
    return _accounts(open_control_database(folder / "control.sqlite"))


@cache
def _control_database() -> bytes:
    """Make the database once; every test has a copy of its own."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "control.sqlite"
        engine = open_control_database(file)
        create_everyone(engine)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        return file.read_bytes()


def create_everyone(engine: Engine) -> None:
    """Create one account of each kind, and a second steward; always with the same numbers."""
    accounts = _accounts(engine)
    for name, display_name, grants in (
        ("planlegger", "Pia Planlegger", (Grant("planner", BERGEN.number),)),
        ("nabo", "Nils Nabo", (Grant("planner", ALVER.number), Grant("planner", BJORNAFJORDEN.number))),
        ("forsker", "Frida Forsker", (Grant("researcher"),)),
        ("forvalter", "Finn Forvalter", (Grant("steward", BERGEN.number),)),
        ("medforvalter", "Mari Medforvalter", (Grant("steward", BERGEN.number),)),
    ):
        accounts.create(name, display_name, password=PASSWORD, grants=grants)


def _accounts(engine: Engine) -> Accounts:
    return Accounts(
        engine,
        sessions=Sessions(engine),
        audit=AuditTrail(engine, b"a key for tests"),
        passwords=quick_passwords(),
    )


def make_app(
    folder: Path,
    *,
    citizen: PublishedFigures | None = None,
    municipal: PublishedFigures | None = None,
    routers: tuple[APIRouter, ...] = (),
    stewards: StewardService | None = None,
) -> FastAPI:
    """Make the application on invented figures, perhaps with further pages."""
    services = Services(
        citizen_figures=citizen or FakeFigures(),
        municipal_figures=municipal or FakeFigures(),
        accounts=accounts_in(folder),
        stewards=stewards,
    )
    settings = WebSettings(
        secret=b"a secret for tests",
        version="0.1.0",
        municipalities=(
            MunicipalitySettings("4601", "Bergen", contact="helsestasjon@bergen.example"),
            MunicipalitySettings("4624", "Bjørnafjorden"),
            MunicipalitySettings("4631", "Alver", languages=("nn", "nb", "en")),
        ),
    )
    return create_app(services, settings=settings, routers=routers)

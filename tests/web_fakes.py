"""Invented figures and accounts for the pages. Every number here is made up by a simple rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from access_factories import quick_passwords
from dashboard_fakes import FakeBenchmarks, FakeChanges, FakeTimes
from fastapi import APIRouter, FastAPI
from outside_fakes import FakeInequality, official_indicators
from sqlalchemy import Engine

from folkekommune.access.accounts import Accounts
from folkekommune.access.audit import AuditTrail
from folkekommune.access.comments import Comments
from folkekommune.access.database import open_control_database
from folkekommune.access.projects import Project, Projects
from folkekommune.access.sessions import Sessions
from folkekommune.access.users import Grant
from folkekommune.catalogue.packages import load_package
from folkekommune.disclosure import results
from folkekommune.disclosure.results import SafeValue, ShareCell
from folkekommune.indicators import reliability
from folkekommune.indicators.definition import Definition, Direction
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.indicators.questions import Question, load_questions
from folkekommune.indicators.verdict import Yardstick, judge
from folkekommune.keys import Keys
from folkekommune.municipalities.division import districts
from folkekommune.operations.anchors import hold_against
from folkekommune.published.figures import CellKey, FigureSet
from folkekommune.services.audit_reading import AuditReading
from folkekommune.services.comments import CommentBook
from folkekommune.services.measures import Measures
from folkekommune.services.project_keeping import Operator, ProjectKeeping, importable_variables
from folkekommune.services.stewards import Stewards
from folkekommune.settings import MunicipalitySettings
from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, wilson
from folkekommune.web.application import UNWATCHED, create_app
from folkekommune.web.operated import Operated
from folkekommune.web.ports import (
    MISSING,
    Cell,
    ChangeLog,
    Figure,
    Place,
    Publication,
    PublishedFigures,
    Services,
    Sex,
    Sign,
    StewardService,
)
from folkekommune.web.published_figures import SEX_CODES
from folkekommune.web.reported_quality import ReportedQuality
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
        codes = [definition.code for definition in _shipped_definitions()]
        shipped = load_questions(PACKAGE, indicators=codes) if self.publication else ()
        return [question for question in shipped if question.indicator in _SHARES]

    def years(self, indicator: str, municipality: str, *, period: int = 1) -> Sequence[int]:
        """Give the years, none before anything is published; no period of more than one."""
        known = (
            period == 1 and self.publication and any(place.number == municipality for place in self.places)
        )
        return YEARS if known and indicator in _SHARES else ()

    def figure(self, cell: Cell) -> Figure:
        """Give a figure by the rule, or the exception."""
        if cell in self.exceptions:
            return self.exceptions[cell]
        if cell.year not in self.years(cell.indicator, cell.municipality, period=cell.years):
            return MISSING
        start, change = _SHARES[cell.indicator]
        percent = start + change * (cell.year - YEARS[0])
        people = _CHILDREN[cell.municipality]
        whole = shown(round(people * percent / 100), people)
        if cell.district:
            step = int(cell.district[-2:]) - 4.5  # the districts of Bergen end in 01 to 08
            percent += step * percent / 12
            people //= 8
        if cell.sex:
            percent += _GIRLS.get(cell.indicator, 0.4) / 2 * (1 if cell.sex is Sex.FEMALE else -1)
            people //= 2
        direction = next(entry.direction for entry in self.definitions if entry.code == cell.indicator)
        against = Yardstick(whole.value or 0.0) if cell.district else None
        return shown(round(people * percent / 100), people, direction=direction, against=against)


def shown(
    numerator: int,
    denominator: int,
    *,
    direction: Direction = Direction.HIGH,
    against: Yardstick | None = None,
    coverage: float = 0.93,
) -> Figure:
    """Make a figure out of counts, with the verdict that the product gives it."""
    plain, strict = (wilson(numerator, denominator, level=level) for level in (LEVEL, STRICT_LEVEL))
    assert plain is not None
    assert strict is not None
    evidence = reliability.Figure(
        value=100 * numerator / denominator,
        interval=plain.times(100),
        strict_interval=strict.times(100),
        numerator=numerator,
        denominator=denominator,
        coverage=coverage,
    )
    return Figure(
        value=evidence.value,
        lower=100 * plain.lower,
        upper=100 * plain.upper,
        numerator=numerator,
        denominator=denominator,
        decimals=1 if denominator >= 1000 else 0,
        interval=evidence.interval,
        strict_interval=evidence.strict_interval,
        verdict=judge(evidence, direction, yardstick=against),
        coverage=coverage,
    )


def figure_set(figures: PublishedFigures) -> FigureSet:
    """Lay invented figures out as cells at rest, for what is made of those."""
    cells = {}
    for definition, place in product(figures.indicators(), figures.municipalities()):
        districts = (None, *(each.number for each in figures.districts(place.number)))
        years = figures.years(definition.code, place.number)
        for year, district, sex in product(years, districts, (None, *Sex)):
            key = CellKey(
                definition.databank,
                definition.code,
                definition.version,
                place.number,
                year,
                district=district,
                sex=SEX_CODES[sex] if sex else None,
            )
            found = figures.figure(Cell(definition.code, place.number, year, district=district, sex=sex))
            cells[key] = _share_cell(key, found)
    return FigureSet((), cells)


def _share_cell(key: CellKey, figure: Figure) -> ShareCell:
    hidden = SafeValue(None, results.Sign.HIDDEN)
    numerator = complement = share = hidden
    if figure.value is not None and figure.numerator is not None and figure.denominator is not None:
        numerator = SafeValue(str(figure.numerator))
        complement = SafeValue(str(figure.denominator - figure.numerator))
        lower, upper = (f"{limit:.1f}" for limit in (figure.lower or 0, figure.upper or 0))
        share = SafeValue(f"{figure.value:.1f}", lower=lower, upper=upper)
    return ShareCell(
        key.municipality,
        key.district,
        key.year,
        key.sex,
        numerator=numerator,
        complement=complement,
        share=share,
        limits95=None,
        limits998=None,
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
        ("administrator", "Ada Administrator", (Grant("administrator"),)),
    ):
        accounts.create(name, display_name, password=PASSWORD, grants=grants)


def _accounts(engine: Engine) -> Accounts:
    return Accounts(
        engine,
        sessions=Sessions(engine),
        audit=AuditTrail(engine, b"a key for tests"),
        passwords=quick_passwords(),
    )


def administration(folder: Path, accounts: Accounts) -> dict[str, Any]:
    """Give what administrators work with, and the comments, in the control database of a folder."""
    engine = open_control_database(folder / "control.sqlite")
    audit = AuditTrail(engine, b"a key for tests")
    projects = Projects(engine, audit=audit)
    databank = load_package(PACKAGE).databank
    return {
        "projects": ProjectKeeping(
            projects,
            accounts,
            databanks=lambda: {databank.name: databank.title},
            variables=lambda _: importable_variables(databank),
        ),
        "audit": AuditReading(
            audit, hold=lambda: hold_against(audit, ()), people=accounts.all, projects=projects.all
        ),
        "comments": CommentBook(Comments(engine, audit=audit), Keys(b"a key of nobody but these tests!")),
    }


def fill_administration(services: Services) -> None:
    """Make a project that a researcher is in, and two comments on an indicator of Bergen."""
    keeping, comments, people = services.projects, services.comments, services.accounts
    assert isinstance(keeping, ProjectKeeping)
    assert isinstance(comments, CommentBook)
    assert isinstance(people, Accounts)
    project = Project(
        "sovn-2026",
        "Søvn hos små barn",
        "Se om søvn og overvekt henger sammen hos barn under fire år.",
        date(2099, 12, 31),
        "REK 2026/118",
        "DPIA 2026/12",
        databanks=frozenset(keeping.databanks()),
        municipalities=frozenset({BERGEN.number}),
    )
    keeping.create(Operator("test"), project, ["forsker", "planlegger"])
    for name, said in (("forvalter", "Se også tiltaket fra 2024."), ("planlegger", "Hva skjedde i 2020?")):
        author = people.find(name)
        assert author is not None
        comments.write(author, BERGEN.number, "overvekt_4aar", said)


def make_app(
    folder: Path,
    *,
    citizen: PublishedFigures | None = None,
    municipal: PublishedFigures | None = None,
    routers: tuple[APIRouter, ...] = (),
    stewards: StewardService | None = None,
    changes: ChangeLog | None = None,
    operated: Operated = UNWATCHED,
) -> FastAPI:
    """Make the application on invented figures, perhaps with further pages."""
    accounts = accounts_in(folder)
    services = Services(
        citizen_figures=citizen or FakeFigures(),
        published=lambda: figure_set(citizen or FakeFigures()),
        municipal_figures=municipal or FakeFigures(),
        accounts=accounts,
        stewards=stewards,
        measures=Measures(folder / "measures", Keys(b"a key of nobody but these tests!"), lambda _: None),
        times=FakeTimes(municipal or FakeFigures(), FakeFigures(publication=None, places=())),
        changes=changes or FakeChanges(),
        benchmarks=FakeBenchmarks(),
        official_indicators=official_indicators(),
        inequality=FakeInequality(),
        quality=ReportedQuality(stewards) if isinstance(stewards, Stewards) else None,
        **administration(folder, accounts),
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
    return create_app(services, settings=settings, routers=routers, operated=operated)

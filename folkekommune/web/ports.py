"""What the pages need from the rest of the product.

Figures arrive protected: every number here has passed the disclosure control and been published.
A publication's cubes come once for the municipality's own people and once, coarser, for everyone;
both answer to :class:`PublishedFigures`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from folkekommune.access.outside_identities import OutsideIdentity
from folkekommune.access.outside_sessions import Beginning
from folkekommune.access.sessions import Session
from folkekommune.access.users import User
from folkekommune.catalogue.model import Texts
from folkekommune.disclosure.results import SafeTable
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.questions import Question
from folkekommune.indicators.verdict import Verdict
from folkekommune.official.descriptions import Description
from folkekommune.published.figures import FigureSet
from folkekommune.published.history import HistoryEntry
from folkekommune.services.benchmark_values import Origin
from folkekommune.services.comments import Comment
from folkekommune.services.measures import Measure
from folkekommune.statistics.inequality_slope import Indices
from folkekommune.statistics.intervals import Interval


class Sign(Enum):
    """The signs of a table, the same on screen, in print and in files (interfaces.md C0)."""

    WITHHELD = ":"
    MISSING = ".."
    NOT_COMPUTABLE = "."
    PROVISIONAL = "*"


class Sex(Enum):
    """The two sexes that the source records."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True)
class Place:
    """A municipality or a district, with its official number."""

    number: str
    name: str


@dataclass(frozen=True)
class Cell:
    """Which figure: an indicator in a municipality and a period, perhaps for a part of it.

    :param year: the last year of the period, :param years: how many it covers.
    """

    indicator: str
    municipality: str
    year: int
    years: int = 1
    district: str | None = None
    sex: Sex | None = None

    def at(self, year: int) -> Cell:
        """Give the same figure for another year."""
        return replace(self, year=year)

    def part(self, *, district: str | None = None, sex: Sex | None = None) -> Cell:
        """Give the same figure for a district, a sex, or both."""
        return replace(self, district=district, sex=sex)


@dataclass(frozen=True)
class Figure:
    """A published figure. A hidden or missing one has a sign and nothing else.

    :param numerator: the protected numerator, :param denominator: the protected denominator.
    :param lower: :param upper: limits of the 95 % interval, in the unit of the value.
    :param decimals: how many decimals may be shown of the value, :param unit: what it is in.
    :param interval: :param strict_interval: the limits at 95 % and 99.8 % before rounding, to judge by.
    :param verdict: what may be said of it: its flags, and where a part stands against its municipality.
    :param coverage: share of the eligible that are counted, in whole percent: 1 for all.
    """

    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    decimals: int = 1
    sign: Sign | None = None
    interval: Interval | None = field(default=None, compare=False)
    strict_interval: Interval | None = field(default=None, compare=False)
    verdict: Verdict | None = field(default=None, compare=False)
    coverage: float | None = None
    unit: str = "%"

    def __post_init__(self) -> None:
        known = (self.value, self.lower, self.upper)
        if self.sign in (None, Sign.PROVISIONAL):
            if any(number is None for number in known):
                raise ValueError("A shown figure has a value and both limits.")
        elif any(number is not None for number in (*known, self.numerator, self.denominator)):
            raise ValueError("A figure that is not shown carries no number.")

    @property
    def is_shown(self) -> bool:
        """Say whether there is a value to show."""
        return self.value is not None


MISSING = Figure(sign=Sign.MISSING)


@dataclass(frozen=True)
class Publication:
    """Which figures these are. ``identifier`` changes whenever any figure does.

    :param beside: changes whenever the official numbers do that figures are told with.
    """

    identifier: str
    released: date
    release: str
    policy: str
    beside: str = ""

    @property
    def state(self) -> str:
        """Changes whenever a page made of the figures may."""
        return f"{self.identifier} {self.beside}"


class PublishedFigures(Protocol):
    """The published figures that one audience may see."""

    @property
    def publication(self) -> Publication | None:
        """The present publication, or None before the first one."""

    def municipalities(self) -> Sequence[Place]:
        """Give the municipalities that have figures, in the order to show them."""

    def districts(self, municipality: str) -> Sequence[Place]:
        """Give the districts of a municipality that figures are divided by; often none."""

    def indicators(self) -> Sequence[Definition]:
        """Give the definitions of the published indicators, in the order to show them."""

    def questions(self) -> Sequence[Question]:
        """Give the questions that the indicators answer, in the order to show them."""

    def years(self, indicator: str, municipality: str, *, period: int = 1) -> Sequence[int]:
        """Give the years that have figures, hidden ones included, oldest first.

        :param period: of periods of so many years, their last years.
        """

    def figure(self, cell: Cell) -> Figure:
        """Give a figure; one that was never made is missing, not a fault."""


class PublicationMoments(Protocol):
    """The figures as they stood at a moment, for links that never change."""

    def moment(self) -> datetime | None:
        """Give the moment since when the figures have been as they are; none before the first."""

    def at(self, moment: datetime, *, public: bool = False) -> PublishedFigures:
        """Give the figures that stood at a moment: the municipality's own, or everyone's."""


@dataclass(frozen=True)
class Benchmark:
    """What a figure can be compared with.

    :param key: how an address names it. :param source: who made it, where it is not our own publication.
    :param fixed: whether it is a standard rather than another group of people (country, county, group).
    :param invented: whether its figures are synthetic.
    """

    key: str
    name: Texts
    figure: Figure
    source: str = ""
    fixed: bool = False
    invented: bool = False


class BenchmarkService(Protocol):
    """Figures of larger areas, and the places most alike."""

    def larger(self, definition: Definition, cell: Cell) -> Sequence[Benchmark]:
        """Give the country, the county and the group, where an official table holds them."""

    def similar(self, definition: Definition, municipality: str) -> Sequence[str]:
        """Give the municipalities most alike, by number."""


@dataclass(frozen=True)
class OutsideFigure:
    """A figure of an official table.

    :param name: of the place. :param year: the last year of the period, :param years: how many it covers.
    :param figure: where the source tells no counts, its limits are the value itself and it has no interval.
    :param fixed: whether it is a larger area, which others are held against.
    """

    name: Texts
    year: int
    years: int
    figure: Figure
    origin: Origin
    fixed: bool = False


class OutsideIndicators(Protocol):
    """Indicators that come from official tables alone."""

    def described(self) -> Sequence[Description]:
        """Give the descriptions of the tables in use, in the order to show them."""

    def series(self, description: Description, municipality: str) -> Sequence[OutsideFigure]:
        """Give a municipality's figures, oldest first; none where the table does not have it."""

    def beside(self, description: Description, municipality: str, year: int) -> Sequence[OutsideFigure]:
        """Give the country, county and group of a year, then the municipalities most alike."""


@dataclass(frozen=True)
class Divided:
    """A figure by groups in order, the worst off first, such as by the mother's education.

    :param groups: what each is called, and its figure. :param indices: of the shares in percent; none of
        fewer than five groups, or where one of them is not shown.
    """

    name: Texts
    groups: tuple[tuple[Texts, Figure], ...]
    indices: Indices | None


class InequalityService(Protocol):
    """Published figures by groups."""

    def of(self, definition: Definition, cell: Cell) -> Sequence[Divided]:
        """Give every division of a figure that is published."""


class QualityInsight(Protocol):
    """What the quality report says, already protected; for those who may read it."""

    def tables(self, user: User, municipality: str) -> Mapping[str, SafeTable] | None:
        """Give the tables of the report by section; none where there are no deliveries.

        :raises PermissionRefused: for who may not read them.
        """


class MeasureBook(Protocol):
    """The measures of municipalities. ``folkekommune.services.measures.Measures`` is one."""

    def of_municipality(self, user: User, municipality: str) -> Sequence[Measure]:
        """List a municipality's measures."""

    def enter(self, user: User, municipality: str, measure: Measure) -> Measure:
        """Enter a measure."""

    def end(self, user: User, municipality: str, identifier: str) -> None:
        """Take a measure out of use."""


class CommentService(Protocol):
    """What people say of figures. ``folkekommune.services.comments.CommentBook`` is one."""

    def about(self, user: User, municipality: str, indicator: str) -> Sequence[Comment]:
        """List the comments on an indicator, the newest first."""

    def write(self, user: User, municipality: str, indicator: str, text: str) -> str:
        """Write a comment; give its identifier."""

    def withdraw(self, user: User, municipality: str, indicator: str, identifier: str) -> None:
        """Take one's own comment back."""


class ChangeLog(Protocol):
    """What has changed in public. ``folkekommune.published.history.FigureHistory`` is one."""

    def of_municipality(self, municipality: str) -> Sequence[HistoryEntry]:
        """Tell the history of a municipality's figures, the newest first."""


class AccountService(Protocol):
    """Log people in and out. ``folkekommune.access.accounts.Accounts`` is one."""

    def log_in(self, name: str, password: str, *, client: str) -> Session:
        """Open a session, or refuse with ``PermissionRefused``."""

    def log_out(self, token: str) -> None:
        """End a session."""

    def session(self, token: str) -> Session | None:
        """Find the open session of a token."""


class OutsideLogInService(Protocol):
    """Log in people whom a provider answers for. ``folkekommune.access.outside_log_ins`` has one."""

    def use_ticket(self, ticket: str, *, client: str) -> int | None:
        """Use up the ticket of a log-in; give the try's number, none if it was used before."""

    def log_in(self, identity: OutsideIdentity, attempt: int, *, beginning: Beginning) -> Session | str:
        """Open a session, or give the reference that someone new can be linked with."""

    def refuse(self, provider: str, reason: str) -> None:
        """Note that an answer was not accepted."""

    def beginning(self, token: str) -> Beginning | None:
        """Tell how a session began, if it began with a provider."""

    def end_from_outside(self, provider: str, outside_session: str) -> None:
        """End the sessions that belong to one the provider has ended."""


class ResearchService(Protocol):
    """What the workbench needs. Its pages say the rest (``web/research``)."""


class StewardService(Protocol):
    """What the stewards' pages need. Their pages say the rest (``web/steward``)."""


class OfficialService(Protocol):
    """What the stewards' page of official tables needs. The page says the rest (``web/steward/official``)."""


class ProjectService(Protocol):
    """What the pages of projects and members need. They say the rest (``web/steward/kept_project``)."""


class AuditService(Protocol):
    """What the page of the audit trail needs. It says the rest (``web/steward/audit``)."""


@dataclass(frozen=True)
class Services:
    """Everything the pages may call, handed over by whoever starts the server."""

    citizen_figures: PublishedFigures
    municipal_figures: PublishedFigures
    accounts: AccountService
    research: ResearchService | None = None
    stewards: StewardService | None = None
    times: PublicationMoments | None = None
    benchmarks: BenchmarkService | None = None
    quality: QualityInsight | None = None
    measures: MeasureBook | None = None
    changes: ChangeLog | None = None
    published: Callable[[], FigureSet] | None = None
    citizen_benchmarks: BenchmarkService | None = None
    official: OfficialService | None = None
    official_indicators: OutsideIndicators | None = None
    inequality: InequalityService | None = None
    outside: OutsideLogInService | None = None
    projects: ProjectService | None = None
    audit: AuditService | None = None
    comments: CommentService | None = None

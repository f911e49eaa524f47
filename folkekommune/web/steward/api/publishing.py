"""Publication: figures are proposed, looked at, approved by a second person, and withdrawn by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from folkekommune.published.county_sums import AreaYear
from folkekommune.published.figure_checks import Change
from folkekommune.published.figures import CellKey
from folkekommune.published.publications import Publication
from folkekommune.services.figure_review import FigureReview
from folkekommune.web.api_description import faults
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.api.asking import needed, stewardship_router
from folkekommune.web.steward.figures import Identifier
from folkekommune.web.steward.place import Service, StewardPlace

router = stewardship_router()


@dataclass(frozen=True)
class PublicationEntry:
    """A publication and where it is: proposed, approved, replaced or withdrawn.

    :param since: when it came there; none while it is only proposed.
    """

    publication: str
    version: str
    policy: str
    state: str
    since: datetime | None


@dataclass(frozen=True)
class CellEntry:
    """Which figure; ``year`` is 0 of a whole series.

    :param year: the last year of the period, :param years: how many it covers.
    """

    indicator: str
    year: int
    years: int
    district: str | None
    sex: str | None
    group: str | None


@dataclass(frozen=True)
class ChangedFigure:
    """A share that is not what was published last; a withheld one has no value.

    :param warns: whether it changed so much that it must be seen.
    """

    cell: CellEntry
    before: float | None
    now: float | None
    warns: bool


@dataclass(frozen=True)
class OutlierEntry:
    """A figure outside the fence of all municipalities, by the check that found it."""

    check: str
    cell: CellEntry


@dataclass(frozen=True)
class WithheldEntry:
    """How many cells and whole series are withheld from an audience, before and now."""

    audience: str
    cells_before: int
    cells_now: int
    series_before: int
    series_now: int


@dataclass(frozen=True)
class PeriodEntry:
    """An indicator and a period."""

    indicator: str
    year: int
    years: int


@dataclass(frozen=True)
class SumEntry:
    """An indicator and a year in a county, or in the country (0)."""

    area: str
    indicator: str
    year: int


@dataclass(frozen=True)
class ReviewEntry:
    """What there is to know of a proposal before it is approved.

    :param stops: the checks that stop it. :param must_be_seen: whether its changes must have been seen.
    :param vanished: series of which every cell is withheld now.
    :param half: cells that show one number beside a hidden one.
    :param apart: where districts are not their municipality, :param unplaced: where they are withheld.
    :param sums: where municipalities are not their county. :param twice: where someone is counted twice,
        :param outside: where someone is counted in none.
    """

    publication: PublicationEntry
    checks: list[str]
    stops: list[str]
    must_be_seen: bool
    changes: list[ChangedFigure]
    outliers: list[OutlierEntry]
    withheld: list[WithheldEntry]
    vanished: list[CellEntry]
    half: list[CellEntry]
    apart: list[PeriodEntry]
    unplaced: list[PeriodEntry]
    sums: list[SumEntry]
    twice: list[SumEntry]
    outside: list[SumEntry]


@dataclass(frozen=True)
class Approval:
    """An approval.

    :param seen: whether who approves has seen what changed much.
    """

    seen: bool = False


@router.get("/publications")
def publications(place: StewardPlace, session: CurrentSession, service: Service) -> list[PublicationEntry]:
    """List what is proposed and published of the municipality."""
    return [_publication(each) for each in service.publications(session.user, place.number)]


@router.post("/publications", status_code=201, responses=faults(400))
def propose(place: StewardPlace, session: CheckedForm, service: Service) -> PublicationEntry:
    """Propose the newest figures for publication."""
    return _publication(service.propose(session.user, place.number))


@router.get("/publications/{publication}", responses=faults(400))
def review(
    place: StewardPlace, session: CurrentSession, service: Service, publication: Identifier
) -> ReviewEntry:
    """Give what there is to know of a publication's figures: what changed and stands out."""
    found = needed(service.review(session.user, place.number, publication))
    return _review(found.publication, found.figures)


@router.post("/publications/{publication}/approval", responses=faults(400))
def approve(
    place: StewardPlace, session: CheckedForm, service: Service, *, publication: Identifier, sent: Approval
) -> PublicationEntry:
    """Approve what another person proposed; from then on it is published."""
    needed(service.publication(session.user, place.number, publication))
    return _publication(service.approve(session.user, publication, seen=sent.seen))


@router.post("/publications/{publication}/withdrawal", responses=faults(400))
def withdraw(
    place: StewardPlace, session: CheckedForm, service: Service, publication: Identifier
) -> PublicationEntry:
    """Take a publication away from everyone, for good; one person is enough."""
    return _publication(needed(service.withdraw_publication(session.user, place.number, publication)))


def _publication(each: Publication) -> PublicationEntry:
    manifest = each.manifest
    return PublicationEntry(each.identifier, manifest.version, manifest.policy, each.state.value, each.since)


def _review(publication: Publication, found: FigureReview) -> ReviewEntry:
    counties = found.counties
    return ReviewEntry(
        _publication(publication),
        checks=list(found.checks),
        stops=list(found.stops),
        must_be_seen=found.must_be_seen,
        changes=[_change(each) for each in found.changes],
        outliers=[OutlierEntry(each.check, _cell(each.key)) for each in found.outliers],
        withheld=[
            WithheldEntry(audience.value, before.cells, now.cells, before.series, now.series)
            for audience, (before, now) in found.withheld.items()
        ],
        vanished=[_cell(key) for key in found.vanished],
        half=[_cell(key) for key in found.half],
        apart=[PeriodEntry(each.indicator, each.year, each.years) for each in found.apart],
        unplaced=[PeriodEntry(each.indicator, *each.period) for each in found.unplaced],
        sums=_sums(counties.apart),
        twice=_sums(counties.twice),
        outside=_sums(counties.outside),
    )


def _cell(key: CellKey) -> CellEntry:
    return CellEntry(key.indicator, key.year, key.years, key.district, key.sex, key.group)


def _change(change: Change) -> ChangedFigure:
    return ChangedFigure(_cell(change.key), change.before, change.now, change.warns)


def _sums(found: Iterable[AreaYear]) -> list[SumEntry]:
    return [SumEntry(each.area, each.indicator, each.year) for each in found]

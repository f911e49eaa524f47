"""Deliveries: what has come in, what lies ready, the load that is under way, and what is to be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi import Path as PathPart
from starlette.requests import Request

from folkekommune.access.checks import check_has
from folkekommune.access.roles import Permission
from folkekommune.ingest.corrections import Correction
from folkekommune.ingest.loading.progress import LoadState
from folkekommune.services.corrections import chosen_corrections, rule_text
from folkekommune.services.stewardship import LoadedDelivery
from folkekommune.texts import Language
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import InLanguages, Lang, PlaceEntry, in_languages, place_entry
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.api.asking import TAG, needed, stewardship_router
from folkekommune.web.steward.loads import view_of
from folkekommune.web.steward.place import Service, StewardPlace, places_of_steward

choice = APIRouter(prefix="/api/v1/stewardship", tags=[TAG], responses=faults(401, 403))
router = stewardship_router()

Delivery = Annotated[str, PathPart(pattern=r"^[0-9a-f]{12}$")]
Delivered = Annotated[int | None, Query(ge=1, le=1_000_000, description="The number of a delivery.")]


@dataclass(frozen=True)
class DatabankEntry:
    """A databank, and what addresses name it and the municipality by."""

    number: str
    title: InLanguages


@dataclass(frozen=True)
class CheckEntry:
    """What one check came to over a delivery."""

    check: str
    applicable: int
    violating: int
    percent: float
    passed: bool


@dataclass(frozen=True)
class DeliveryEntry:
    """A delivery that was loaded, in counts.

    :param delivery: what addresses name it by. :param repaired: by rule, :param quarantined: by reason,
        :param excluded: by rule.
    """

    delivery: str
    sequence: int
    loaded_at: datetime
    mapping: str
    rows: int
    loaded: int
    repaired: dict[str, int]
    quarantined: dict[str, int]
    excluded: dict[str, int]
    checks: list[CheckEntry]


@dataclass(frozen=True)
class LoadEntry:
    """A load that is under way, or the last one if it ended badly.

    :param promised: how many rows the manifest tells of, or 0. :param sentence: how it is going.
    """

    delivery: str
    under_way: bool
    rows: int
    promised: int
    sentence: str


@dataclass(frozen=True)
class StoppedEntry:
    """Whether there was a load to stop."""

    asked: bool


@dataclass(frozen=True)
class CorrectionEntry:
    """Something to correct in a record: never a value.

    :param record: the record system's own id. :param what: the rule in words.
    :param closed_by: the number of the delivery that put it right.
    """

    record: str
    field: str
    rule: str
    what: str
    delivery: int
    closed_by: int | None


@choice.get("")
def municipalities(request: Request, session: CurrentSession) -> list[PlaceEntry]:
    """List the municipalities that one is steward of."""
    check_has(session.user, Permission.DELIVERY_READ)
    return [place_entry(place) for place in places_of_steward(request, session.user)]


@router.get("/databanks")
def databanks(place: StewardPlace) -> list[DatabankEntry]:
    """List the databanks, each by what stands instead of the number to ask about it."""
    return [DatabankEntry(each.segment, in_languages(each.title)) for each in place.databanks]


@router.get("/deliveries")
def deliveries(place: StewardPlace, session: CurrentSession, service: Service) -> list[DeliveryEntry]:
    """List what was loaded, the newest first."""
    return [_delivery(each) for each in service.deliveries(session.user, place.number)]


@router.get("/deliveries/{delivery}")
def delivery(
    place: StewardPlace, session: CurrentSession, service: Service, delivery: Delivery
) -> DeliveryEntry:
    """Give one delivery with what its checks found."""
    return _delivery(needed(service.delivery(session.user, place.number, delivery)))


@router.get("/load")
def load(
    place: StewardPlace, session: CurrentSession, service: Service, lang: Lang = "nb"
) -> LoadEntry | None:
    """Tell how far the load is that is under way, or why the last one ended badly."""
    return _load(service.loading(session.user, place.number), lang)


@router.post("/load/stop")
def stop(place: StewardPlace, session: CheckedForm, service: Service) -> StoppedEntry:
    """Ask the load that is under way to stop; nothing of its delivery is kept."""
    return StoppedEntry(service.stop_loading(session.user, place.number))


@router.get("/corrections")
def corrections(
    place: StewardPlace,
    session: CurrentSession,
    service: Service,
    *,
    delivery: Delivered = None,
    closed: bool = False,
    lang: Lang = "nb",
) -> list[CorrectionEntry]:
    """List what the record systems' staff are to correct, of one delivery or all; each look is noted."""
    if delivery is not None:
        known = {each.sequence for each in service.deliveries(session.user, place.number)}
        if delivery not in known:
            raise HTTPException(404)
    found = chosen_corrections(service.corrections(session.user, place.number), everything=closed)
    return [_correction(each, lang) for each in found if delivery in (None, each.delivery)]


def _delivery(each: LoadedDelivery) -> DeliveryEntry:
    summary: Mapping[str, Any] = each.summary
    names = ("check", "applicable", "violating", "percent", "passed")
    return DeliveryEntry(
        each.identity[:12],
        each.sequence,
        datetime.fromisoformat(each.loaded_at),
        str(summary["mapping"]),
        rows=summary["rows"],
        loaded=summary["loaded"],
        repaired=dict(summary["repaired"]),
        quarantined=dict(summary["quarantined"]),
        excluded=dict(summary["excluded"]),
        checks=[CheckEntry(**{name: check[name] for name in names}) for check in summary["checks"]],
    )


def _load(state: LoadState | None, language: Language) -> LoadEntry | None:
    view = view_of(state, language)
    if state is None or view is None:
        return None
    return LoadEntry(state.delivery, view.under_way, state.rows, state.promised, view.sentence)


def _correction(each: Correction, language: Language) -> CorrectionEntry:
    what = rule_text(each.rule, language)
    return CorrectionEntry(each.record, each.field, each.rule, what, each.delivery, closed_by=each.closed_by)

"""Versions: those with the municipality's part, how two differ, a new one, and taking the part away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query

from folkekommune.access.users import User
from folkekommune.services.stewardship import Stewardship
from folkekommune.services.version_comparison import Changed, ChangedCodes, Compared
from folkekommune.web.api_description import faults
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.api.asking import needed, stewardship_router
from folkekommune.web.steward.place import Service, StewardPlace

router = stewardship_router()

Version = Annotated[str, Query(pattern=r"^[0-9.]{1,40}$")]


@dataclass(frozen=True)
class ReleaseEntry:
    """A version, and the municipalities whose parts it holds."""

    version: str
    created: date
    parts: list[str]


@dataclass(frozen=True)
class ReleasesEntry:
    """The versions, the newest first.

    :param making: whether one is being made. :param fault: the code of what stopped the last attempt.
    """

    making: bool
    fault: str | None
    releases: list[ReleaseEntry]


@dataclass(frozen=True)
class ChangedEntry:
    """Names of variables that came, have other data or meaning, are gone, or have other words."""

    added: list[str]
    changed: list[str]
    removed: list[str]
    texts: list[str]


@dataclass(frozen=True)
class CodesEntry:
    """Codes of a variable that came, are gone, have other words, or are valid at other times."""

    added: list[str]
    removed: list[str]
    retitled: list[str]
    validity: list[str]


@dataclass(frozen=True)
class DifferenceEntry:
    """How two versions differ.

    :param persons: how many have other values, in bands, by variable; of the municipality's own part.
    """

    earlier: str
    later: str
    variables: ChangedEntry
    codes: dict[str, CodesEntry]
    parts_added: list[str]
    parts_removed: list[str]
    persons: dict[str, str]


@router.get("/releases")
def releases(place: StewardPlace, session: CurrentSession, service: Service) -> ReleasesEntry:
    """List the versions that hold the municipality's part."""
    return _told(service, session.user, place.number)


@router.post("/releases", status_code=202)
def make(place: StewardPlace, session: CheckedForm, service: Service) -> ReleasesEntry:
    """Begin to make a version with the municipality's draft as it is now. One at a time."""
    service.make_release(session.user, place.number)
    return _told(service, session.user, place.number)


@router.get("/releases/difference")
def difference(
    place: StewardPlace, session: CurrentSession, service: Service, *, earlier: Version, later: Version
) -> DifferenceEntry:
    """Tell how two versions differ."""
    return _difference(needed(service.compare(session.user, place.number, earlier, later)))


@router.post("/releases/withdrawal", responses=faults(400))
def withdraw(place: StewardPlace, session: CheckedForm, service: Service) -> ReleasesEntry:
    """Take the municipality's part out of every version, at once; one person is enough."""
    service.withdraw(session.user, place.number)
    return _told(service, session.user, place.number)


def _told(service: Stewardship, user: User, municipality: str) -> ReleasesEntry:
    listed = service.releases(user, municipality)
    return ReleasesEntry(
        service.is_making,
        service.fault,
        [ReleaseEntry(each.version, each.created, list(each.parts)) for each in listed],
    )


def _difference(found: Compared) -> DifferenceEntry:
    return DifferenceEntry(
        found.earlier,
        found.later,
        _variables(found.change),
        {variable: _codes(codes) for variable, codes in found.codes.items()},
        parts_added=list(found.parts_added),
        parts_removed=list(found.parts_removed),
        persons=dict(found.part.variables) if found.part else {},
    )


def _variables(change: Changed) -> ChangedEntry:
    return ChangedEntry(list(change.added), list(change.changed), list(change.removed), list(change.texts))


def _codes(codes: ChangedCodes) -> CodesEntry:
    return CodesEntry(list(codes.added), list(codes.removed), list(codes.retitled), list(codes.validity))

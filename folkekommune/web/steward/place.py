"""Which municipality and databank a steward's page is about, and the service behind it.

An address names the municipality, as ``4601``, and where there are several databanks the one that is not the
first, as ``4601-skole``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request

from folkekommune.access.checks import check_can_see_deliveries
from folkekommune.access.roles import Permission
from folkekommune.access.users import User
from folkekommune.catalogue.model import Texts
from folkekommune.municipalities.division import municipality
from folkekommune.services.stewards import Stewards
from folkekommune.services.stewardship import Stewardship
from folkekommune.web.pages import pages_of
from folkekommune.web.ports import Place
from folkekommune.web.sessions import CurrentSession

Number = Annotated[str, PathPart(pattern=r"^\d{4}(-[a-z0-9][a-z0-9_.]{0,79})?$")]


@dataclass(frozen=True)
class DatabankLink:
    """A databank to go to: its title, and how the address names it with the municipality."""

    title: Texts
    segment: str
    chosen: bool


@dataclass(frozen=True)
class StewardedPlace(Place):
    """A municipality with the databank that is looked at.

    :param segment: how the address names both. :param databanks: those to choose among.
    :param orders: whether heavy work is ordered of the vault's user, and not done at once.
    """

    segment: str
    databanks: tuple[DatabankLink, ...]
    orders: bool


def stewardship_of(request: Request, number: Number) -> Stewardship:
    """Find the stewards' use cases on the databank of the address."""
    found = _stewards(request).choose(_databank(number))
    if found is None:
        raise HTTPException(404)
    return found[1]


def steward_place(request: Request, number: Number, session: CurrentSession) -> StewardedPlace:
    """Give the municipality of the address, once its reader is found to be its steward."""
    chosen = number.partition("-")[0]
    check_can_see_deliveries(session.user, chosen)
    stewards = _stewards(request)
    found = stewards.choose(_databank(number))
    if found is None:
        raise HTTPException(404)
    entry = pages_of(request).settings.municipality(chosen)
    links = tuple(
        DatabankLink(
            choice.title,
            f"{chosen}-{choice.short}" if at else chosen,
            choice == found[0],
        )
        for at, choice in enumerate(stewards.databanks())
    )
    name = entry.name if entry else chosen
    return StewardedPlace(chosen, name, number, links, orders=found[1].by_orders)


def places_of_steward(request: Request, user: User) -> list[Place]:
    """List the municipalities a user is steward of."""
    settings = pages_of(request).settings
    numbers = user.municipalities_with(Permission.DELIVERY_READ)
    return [Place(entry.number, entry.name) for entry in settings.municipalities if entry.number in numbers]


def names_of_places(numbers: Iterable[str]) -> list[str]:
    """Give the names of municipalities; the number where there is none."""
    return [found.name if (found := municipality(number)) else number for number in numbers]


def _stewards(request: Request) -> Stewards:
    """Find the stewards' use cases; the server was started without them otherwise."""
    found = pages_of(request).services.stewards
    if not isinstance(found, Stewards):
        raise HTTPException(404)
    return found


def _databank(number: str) -> str:
    return number.partition("-")[2]


StewardPlace = Annotated[StewardedPlace, Depends(steward_place)]
Service = Annotated[Stewardship, Depends(stewardship_of)]

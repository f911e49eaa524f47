"""Which municipality a steward's page is about, and the service behind it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request

from folkekommune.access.checks import check_can_see_deliveries
from folkekommune.access.roles import Permission
from folkekommune.access.users import User
from folkekommune.services.stewardship import Stewardship
from folkekommune.web.pages import pages_of
from folkekommune.web.ports import Place
from folkekommune.web.sessions import CurrentSession

Number = Annotated[str, PathPart(pattern=r"^\d{4}$")]


def stewardship_of(request: Request) -> Stewardship:
    """Find the stewards' use cases; the server was started without them otherwise."""
    found = pages_of(request).services.stewards
    if not isinstance(found, Stewardship):
        raise HTTPException(404)
    return found


def steward_place(request: Request, number: Number, session: CurrentSession) -> Place:
    """Give the municipality of the address, once its reader is found to be its steward."""
    check_can_see_deliveries(session.user, number)
    entry = pages_of(request).settings.municipality(number)
    return Place(number, entry.name if entry else number)


def places_of_steward(request: Request, user: User) -> list[Place]:
    """List the municipalities a user is steward of."""
    settings = pages_of(request).settings
    numbers = user.municipalities_with(Permission.DELIVERY_READ)
    return [Place(entry.number, entry.name) for entry in settings.municipalities if entry.number in numbers]


StewardPlace = Annotated[Place, Depends(steward_place)]
Service = Annotated[Stewardship, Depends(stewardship_of)]

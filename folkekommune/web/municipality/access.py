"""Which municipality a page is about, and whether its reader may see it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request

from folkekommune.access.checks import check_can_read_dashboard
from folkekommune.access.roles import Permission
from folkekommune.access.users import User
from folkekommune.web.pages import Pages, pages_of
from folkekommune.web.ports import Place
from folkekommune.web.sessions import CurrentSession

Number = Annotated[str, PathPart(pattern=r"^\d{4}$")]


def readable_place(request: Request, number: Number, session: CurrentSession) -> Place:
    """Give the municipality of the address, once its reader is found to have access to it.

    Access is asked first, so that those without it do not learn which municipalities have figures.
    """
    check_can_read_dashboard(session.user, number)
    found = next(
        (place for place in places_of(pages_of(request), session.user) if place.number == number), None
    )
    if found is None:
        raise HTTPException(404)
    return found


ReadablePlace = Annotated[Place, Depends(readable_place)]


def places_of(pages: Pages, user: User) -> list[Place]:
    """List the municipalities a user may read, also those that have no figures yet."""
    named = {place.number: place for place in pages.services.municipal_figures.municipalities()}
    for entry in pages.settings.municipalities:
        named.setdefault(entry.number, Place(entry.number, entry.name))
    return [
        named[number] for number in user.municipalities_with(Permission.DASHBOARD_READ) if number in named
    ]

"""What a program asks of the stewards' use cases: a municipality, and a databank where there are several."""

from __future__ import annotations

from typing import TypeVar

from fastapi import APIRouter, HTTPException

from folkekommune.web.api_description import faults

TAG = "logged-in"

T = TypeVar("T")


def stewardship_router() -> APIRouter:
    """Make a router of addresses about one municipality."""
    return APIRouter(prefix="/api/v1/stewardship/{number}", tags=[TAG], responses=faults(401, 403, 404))


def needed(found: T | None) -> T:
    """Answer that there is no such thing where nothing was found."""
    if found is None:
        raise HTTPException(404)
    return found

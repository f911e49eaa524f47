"""The pattern of the route that a request's address fits: what may be logged and counted of an address."""

from __future__ import annotations

from starlette.routing import Match
from starlette.types import Scope

NONE = "-"
"""Of an address that fits no route."""


def pattern_of(scope: Scope) -> str:
    """Give the pattern, such as ``/{language}/kommune/{number}``."""
    found = getattr(scope.get("route"), "path", None)
    if found is None and "app" in scope:
        # A layer in between has answered, or has passed on a copy.
        asked = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        fitting = (route for route in scope["app"].state.routes if route.matches(asked)[0] is Match.FULL)
        found = next((getattr(route, "path", None) for route in fitting), None)
    return str(found) if found else NONE

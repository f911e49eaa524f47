"""What the descriptions of the API have in common: how faults are answered, and what no route answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

_MEANINGS = {
    400: "What was sent is wrong; the message says how.",
    401: "Nobody is logged in.",
    403: "Whoever is logged in may not do this, or the token of the form is missing.",
    404: "There is no such thing, or the address is not written as it should be.",
}
_NEVER_ANSWERED = "422"
_ITS_SCHEMAS = ("HTTPValidationError", "ValidationError")


@dataclass(frozen=True)
class FaultEntry:
    """A fault: its code, and what happened and what to do, in the language of the site."""

    code: str
    message: str


def faults(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the faults a route may answer with."""
    return {status: {"model": FaultEntry, "description": _MEANINGS[status]} for status in statuses}


def file_of(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """Describe a route that answers with a file, of one of these media types."""
    return {200: {"description": "The file.", "content": {kind: {} for kind in kinds}}}


def describe(title: str, about: str, *, routes: Sequence[BaseRoute]) -> dict[str, Any]:
    """Describe routes as OpenAPI, as they answer: a wrong address is 404 here and wrong content 400."""
    content = get_openapi(title=title, version="1", description=about, routes=routes)
    for methods in content["paths"].values():
        for operation in methods.values():
            operation["responses"].pop(_NEVER_ANSWERED, None)
    for name in _ITS_SCHEMAS:
        content.get("components", {}).get("schemas", {}).pop(name, None)
    return content

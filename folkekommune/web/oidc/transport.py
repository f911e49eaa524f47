"""Ask a provider's server: over HTTPS, with a time limit, no redirects, and answers of a sane size."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from folkekommune.web.oidc.configuration import is_safe_address
from folkekommune.web.oidc.refusals import LogInRefused, Told

_SECONDS = 10
_LARGEST = 1_000_000
_OWN_FAULT = 500


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Leave a redirect as the fault it is here."""


_OPENER = build_opener(_NoRedirects)


def ask(address: str, *, form: str = "", headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Give the JSON object at an address, or what it answers to a form.

    :raises LogInRefused: when the address is unsafe, the provider refuses or cannot be reached, or the answer
        is no JSON object.
    """
    if not is_safe_address(address):
        raise LogInRefused("address")
    request = Request(  # noqa: S310 - the address was judged above
        address,
        data=form.encode() if form else None,
        headers={"Accept": "application/json", **(headers or {})},
    )
    try:
        with _OPENER.open(request, timeout=_SECONDS) as answer:
            content = answer.read(_LARGEST)
    except HTTPError as fault:
        fault.close()
        if fault.code >= _OWN_FAULT:
            raise LogInRefused("unreachable", Told.UNREACHABLE) from None
        raise LogInRefused("provider-refused") from None
    except (OSError, HTTPException):
        raise LogInRefused("unreachable", Told.UNREACHABLE) from None
    try:
        found = json.loads(content)
    except ValueError:
        raise LogInRefused("not-json") from None
    if not isinstance(found, dict):
        raise LogInRefused("not-json")
    return found

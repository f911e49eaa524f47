"""Someone who visits the pages, and how long each answer took. No answer's content is kept."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from httpx2 import AsyncClient, HTTPError, Response

from folkekommune.bench.site.answers import LOG_IN, PAGE, PART, SENT, Asked

_LINK = re.compile(r'href="(/(?:nb|nn|en)/[^"#?]*)"')
_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_FAILED = 400
_BEHIND_A_LOG_IN = frozenset({"kommune", "arbeidsbenk", "forvaltning", "logg-inn", "galleri"})


class Visitor:
    """A browser's essentials: cookies, forms with their token, kept connections.

    :param note: is told of every answer.
    """

    def __init__(self, base: str, note: Callable[[Asked], None], *, seconds: float = 60) -> None:
        self._base = base
        self._note = note
        self._client = AsyncClient(base_url=base, timeout=seconds)

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def read(self, path: str, *, partly: bool = False) -> str:
        """Give the page at a path, or what has changed of it; empty when nothing has, or it failed."""
        headers = {"HX-Request": "true"} if partly else {}
        answer = await self._ask(PART if partly else PAGE, "GET", path, headers=headers)
        return answer.text if answer else ""

    async def send(self, path: str, page: str, *, kind: str = SENT, **fields: str) -> str:
        """Send a form of a page with its token; give where it leads, empty when it was not taken."""
        token = _TOKEN.search(page)
        data = fields | {"form_token": token[1] if token else ""}
        answer = await self._ask(kind, "POST", path, data=data, headers={"Origin": self._base})
        return answer.headers.get("location", "") if answer else ""

    async def log_in(self, name: str, password: str) -> bool:
        """Log in; say whether it went well."""
        path = "/nb/logg-inn"
        page = await self.read(path)
        return bool(await self.send(path, page, kind=LOG_IN, navn=name, passord=password))

    async def _ask(self, kind: str, method: str, path: str, **given: Any) -> Response | None:
        began = perf_counter()
        try:
            answer = await self._client.request(method, path, **given)
        except HTTPError as fault:
            self._note(Asked(kind, perf_counter() - began, type(fault).__name__))
            return None
        failed = str(answer.status_code) if answer.status_code >= _FAILED else ""
        self._note(Asked(kind, perf_counter() - began, failed))
        return None if failed else answer


def links(page: str, below: str) -> list[str]:
    """List the pages below an address that a page leads to; files to take along are no pages."""
    found = (html.unescape(link) for link in _LINK.findall(page))
    return sorted(
        {
            link
            for link in found
            if link.startswith(below)
            and link.removeprefix(below).partition("/")[0] not in _BEHIND_A_LOG_IN
            and "." not in link.rpartition("/")[2]
        }
    )


def next_link(page: str, below: str, chance: random.Random) -> str:
    """Choose where to go from a page; back to the first one when it leads nowhere."""
    found = links(page, below)
    return chance.choice(found) if found else below

"""Pages for everyone are kept compressed, within so many bytes, and answered in either form."""

from __future__ import annotations

import os
from collections import Counter

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from folkekommune.web.page_cache import PageCache

PACKED = {"Accept-Encoding": "gzip"}
PLAIN = {"Accept-Encoding": "identity"}
CONTENT = os.urandom(5000).hex()
"""Half as large when compressed, and no smaller."""


class Pages:
    """Pages behind a cache, and how often each was made."""

    def __init__(self, size: int) -> None:
        self.made = Counter[str]()
        app = Starlette(routes=[Route("/{language}/sporsmal/{code}", self.page)])
        self.client = TestClient(PageCache(app, publication=lambda: self.publication, size=size))
        self.publication = "first"

    async def page(self, request: Request) -> HTMLResponse:
        """Make a page."""
        code = request.path_params["code"]
        self.made[code] += 1
        return HTMLResponse(f"<p>{code}, {self.publication}</p>{CONTENT}")

    def read(self, code: str, headers: dict[str, str] | None = None) -> str:
        """Read a page as a browser does."""
        return self.client.get(f"/nb/sporsmal/{code}", headers=headers or PACKED).text


def test_a_page_is_made_once_for_readers_of_both_forms() -> None:
    pages = Pages(size=100_000)
    packed = pages.client.get("/nb/sporsmal/sovn", headers=PACKED)
    plain = pages.client.get("/nb/sporsmal/sovn", headers=PLAIN)
    assert packed.text == plain.text == f"<p>sovn, first</p>{CONTENT}"
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert pages.made == {"sovn": 1}


def test_no_more_is_kept_than_there_is_room_for_and_the_longest_unasked_goes_first() -> None:
    pages = Pages(size=18_000)  # room for three
    for code in ("a", "b", "c", "a", "d"):
        pages.read(code)
    pages.read("a")
    assert pages.made == {"a": 1, "b": 1, "c": 1, "d": 1}
    pages.read("b")  # which had to go for d
    assert pages.made["b"] == 2


def test_a_page_larger_than_all_room_is_answered_and_not_kept() -> None:
    pages = Pages(size=1000)
    assert pages.read("sovn") == pages.read("sovn")
    assert pages.made == {"sovn": 2}


def test_another_publication_begins_with_all_room() -> None:
    pages = Pages(size=18_000)
    for code in ("a", "b", "c"):
        pages.read(code)
    pages.publication = "second"
    for code in ("a", "b", "c", "a", "b", "c"):
        assert pages.read(code) == f"<p>{code}, second</p>{CONTENT}"
    assert pages.made == {"a": 2, "b": 2, "c": 2}

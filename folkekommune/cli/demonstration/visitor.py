"""Someone who visits the pages over HTTP, with or without a log-in."""

from __future__ import annotations

import json
import re
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from folkekommune.errors import InputError

_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_SECONDS = 60


class Visitor:
    """A browser's essentials: cookies, forms with their token, the address it ends at."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.cookies = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.cookies))
        self.address = ""

    def read(self, path: str) -> str:
        """Give the page at a path.

        :raises InputError: when it does not answer with a page.
        """
        return self._open(Request(self._base + path))  # noqa: S310 - our own server on loopback

    def data(self, path: str) -> Any:
        """Give the JSON at a path."""
        return json.loads(self.read(path))

    def send(self, path: str, page: str, **fields: str) -> str:
        """Send the form of a page, with its token, and give the page it leads to."""
        found = _TOKEN.search(page)
        body = urlencode(fields | {"form_token": found.group(1) if found else ""}).encode()
        request = Request(self._base + path, data=body, headers={"Origin": self._base})  # noqa: S310 - the same
        return self._open(request)

    def log_in(self, name: str, password: str) -> str:
        """Log in and give the first page."""
        path = "/nb/logg-inn"
        return self.send(path, self.read(path), navn=name, passord=password)

    def _open(self, request: Request) -> str:
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                self.address = answer.geturl().removeprefix(self._base)
                content: bytes = answer.read()
                return content.decode("utf-8")
        except HTTPError as fault:
            path = request.full_url.removeprefix(self._base)
            raise InputError("demo.page-failed", page=path, status=str(fault.code)) from None

"""A researcher at the API: sends scripts, remembers what was taken, and reads what they came to."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from folkekommune.bench.site.home import Person

_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
_SECONDS = 40
_LOG_IN_NEEDED = 401


@dataclass(frozen=True)
class Answer:
    """A status, 0 where nobody answered, and what was said."""

    status: int
    body: bytes = b""

    @property
    def is_good(self) -> bool:
        """Whether it is what was asked for."""
        return self.status in {200, 201}


@dataclass
class Desk:
    """A researcher with a session.

    :param told: everything that was answered and was not what was asked for.
    """

    base: str
    person: Person
    project: str
    told: list[Answer] = field(default_factory=list)
    _browser: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar())), init=False
    )
    _token: str = field(default="", init=False)

    def log_in(self) -> None:
        """Open a session."""
        page = self.get("/nb/logg-inn").body.decode()
        token = _TOKEN.search(page)
        form = {
            "navn": self.person.name,
            "passord": self.person.password,
            "form_token": token[1] if token else "",
        }
        self._ask("/nb/logg-inn", urlencode(form).encode())
        self._token = json.loads(self.get("/api/v1/me").body)["form_token"]

    def send(self, script: str) -> str:
        """Send a script; give the name of its run, or nothing when it was not taken."""
        answer = self._ask(self._runs, json.dumps({"script": script}).encode(), {"X-Form-Token": self._token})
        return str(json.loads(answer.body)["identifier"]) if answer.is_good else ""

    def run(self, identifier: str) -> dict[str, Any]:
        """Give a run as far as it has come; nothing when it cannot be told now."""
        answer = self.get(f"{self._runs}/{identifier}")
        if answer.status == _LOG_IN_NEEDED:
            self.log_in()  # a session does not outlive that the clock jumps
        found: dict[str, Any] = json.loads(answer.body) if answer.is_good else {}
        return found

    def get(self, path: str) -> Answer:
        """Ask for something."""
        return self._ask(path)

    @property
    def _runs(self) -> str:
        return f"/api/v1/projects/{self.project}/runs"

    def _ask(self, path: str, body: bytes | None = None, more: Mapping[str, str] | None = None) -> Answer:
        headers = {"Origin": self.base, **(more or {})}
        if more:
            headers["Content-Type"] = "application/json"
        try:
            with self._browser.open(
                Request(self.base + path, body, headers),  # noqa: S310 - our own server
                timeout=_SECONDS,
            ) as answer:
                return Answer(answer.status, answer.read())
        except HTTPError as refused:
            answer = Answer(refused.code, refused.read())
        except (OSError, HTTPException):
            answer = Answer(0)
        self.told.append(answer)
        return answer

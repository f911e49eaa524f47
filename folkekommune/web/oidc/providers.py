"""The providers people can choose among, and the notes their log-ins leave in the browser."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

from folkekommune.web.oidc.client import ProviderClient
from folkekommune.web.oidc.provider import Provider
from folkekommune.web.oidc.ticket import SECONDS, Tickets


@dataclass(frozen=True)
class Waiting:
    """Someone whom a provider answers for, and who is no user here yet."""

    provider: str
    reference: str


class Providers:
    """All providers of an installation."""

    def __init__(self, providers: Iterable[Provider], secret: bytes) -> None:
        self.all = tuple(providers)
        self.tickets = Tickets(secret)
        self._clients = {each.name: ProviderClient(each, self.tickets) for each in self.all}
        self._waiting = URLSafeTimedSerializer(secret, salt="folkekommune.web.oidc.waiting")

    def client(self, name: str) -> ProviderClient | None:
        """Find a provider by its name."""
        return self._clients.get(name)

    def write_waiting(self, waiting: Waiting) -> str:
        """Write down who waits, so that no other page can show a reference of its own as ours."""
        return str(self._waiting.dumps(asdict(waiting)))

    def read_waiting(self, written: str) -> Waiting | None:
        """Read back who waits; nothing when the note is not ours or too old."""
        try:
            return Waiting(**self._waiting.loads(written, max_age=SECONDS))
        except BadData:
            return None

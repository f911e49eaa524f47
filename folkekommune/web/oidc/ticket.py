"""The ticket of a log-in: what the browser carries while someone is at the provider's.

What must not be guessed or seen (state, nonce, PKCE's secret) is made of the ticket's random id and the
server's key. The browser knows the id and the provider sees what is made, so neither can stand for the other.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from itsdangerous import BadData, URLSafeTimedSerializer

SECONDS = 900
"""How long someone may take at the provider's."""


@dataclass(frozen=True)
class Ticket:
    """A log-in on its way.

    :param goal: the page the reader was going to, as the log-in page was given it.
    """

    provider: str
    language: str
    goal: str
    identifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))


class Tickets:
    """Write tickets for the browser to keep, read them back, and make what belongs to each."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._signer = URLSafeTimedSerializer(secret, salt="folkekommune.web.oidc.ticket")

    def write(self, ticket: Ticket) -> str:
        """Write a ticket so that it cannot be changed."""
        return str(self._signer.dumps(asdict(ticket)))

    def read(self, written: str) -> Ticket | None:
        """Read a ticket back; nothing when it is not ours or too old."""
        try:
            return Ticket(**self._signer.loads(written, max_age=SECONDS))
        except BadData:
            return None

    def state(self, ticket: Ticket) -> str:
        """Give what the provider must bring back."""
        return self._made(ticket, "state")

    def nonce(self, ticket: Ticket) -> str:
        """Give what the provider's proof must hold."""
        return self._made(ticket, "nonce")

    def verifier(self, ticket: Ticket) -> str:
        """Give PKCE's secret, which goes straight to the provider's server."""
        return self._made(ticket, "verifier")

    def challenge(self, ticket: Ticket) -> str:
        """Give what the provider knows PKCE's secret by until then."""
        return str(create_s256_code_challenge(self.verifier(ticket)))

    def _made(self, ticket: Ticket, purpose: str) -> str:
        written = f"{purpose}:{ticket.provider}:{ticket.identifier}"
        made = hmac.new(self._secret, written.encode(), sha256).digest()
        return urlsafe_b64encode(made).rstrip(b"=").decode()

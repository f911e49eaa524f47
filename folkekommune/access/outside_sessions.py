"""What is needed to end a session at the provider it began with, or when the provider ends it.

The provider's proof (its ID token) may be asked for when the session ends. It is sealed under a key made of
the session's own id, which the database does not hold, and it goes when the session goes.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine, delete, insert, select

from folkekommune.access.database import writing
from folkekommune.access.sessions import Session, hash_of
from folkekommune.access.tables import outside_sessions, sessions

_NONCE_BYTES = 12


@dataclass(frozen=True)
class Beginning:
    """How a session began.

    :param outside_session: the provider's own name for its session, if it told one.
    :param id_token: the provider's proof, where it may be kept: it must hold no identity number.
    """

    provider: str
    outside_session: str = field(default="", repr=False)
    id_token: str = field(default="", repr=False)


class OutsideSessions:
    """Note and find how sessions began."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine = engine
        self._key = key

    def note(self, connection: Connection, session: Session, beginning: Beginning) -> None:
        """Note how a session began, in the transaction that opens it."""
        connection.execute(
            insert(outside_sessions).values(
                session=hash_of(session.token),
                provider=beginning.provider,
                outside_session=self._named(beginning.provider, beginning.outside_session),
                id_token=self._seal(session.token, beginning.id_token),
            )
        )

    def beginning(self, token: str) -> Beginning | None:
        """Tell how an open session began; nothing for one that began with a local account."""
        query = select(outside_sessions).where(outside_sessions.c.session == hash_of(token))
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return Beginning(row.provider, id_token=self._unseal(token, row.id_token)) if row else None

    def end(self, provider: str, outside_session: str) -> int:
        """End the sessions that began with a session of the provider's; give how many there were."""
        named = self._named(provider, outside_session)
        if named is None:
            return 0
        begun = select(outside_sessions.c.session).where(outside_sessions.c.outside_session == named)
        with writing(self._engine) as connection:
            return connection.execute(delete(sessions).where(sessions.c.id_hash.in_(begun))).rowcount

    def _named(self, provider: str, outside_session: str) -> str | None:
        if not outside_session:
            return None
        written = f"session:{provider}:{outside_session}"
        return hmac.new(self._key, written.encode(), sha256).hexdigest()

    def _seal(self, token: str, id_token: str) -> str | None:
        if not id_token:
            return None
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return b64encode(nonce + self._cipher(token).encrypt(nonce, id_token.encode(), None)).decode()

    def _unseal(self, token: str, sealed: str | None) -> str:
        content = b64decode(sealed or "")
        try:
            opened = self._cipher(token).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            return ""
        return opened.decode()

    def _cipher(self, token: str) -> AESGCM:
        return AESGCM(hmac.new(self._key, f"id-token:{token}".encode(), sha256).digest())

"""Sessions kept on the server. The browser holds a random id and nothing else.

The database holds the id's hash, so that a copy of it opens no session. A session ends when it has
not been used for a while, and in any case after a working day.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, Engine, delete, insert, select, update

from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.directory import find_user
from folkekommune.access.tables import sessions
from folkekommune.access.users import User

_TOUCH_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lives unused, and at most."""

    idle: timedelta = timedelta(hours=1)
    absolute: timedelta = timedelta(hours=10)


DEFAULT_LIMITS = SessionLimits()


@dataclass(frozen=True)
class Session:
    """An open session: whose, and until when if it is not used again."""

    token: str = field(repr=False)
    user: User
    ends_at: datetime


class Sessions:
    """Open, find and end sessions."""

    def __init__(
        self, engine: Engine, limits: SessionLimits = DEFAULT_LIMITS, *, clock: Clock = utc_now
    ) -> None:
        self._engine = engine
        self._limits = limits
        self._clock = clock

    def open(self, connection: Connection, user: User) -> Session:
        """Open a session in the transaction of a log-in, and clear away those that have ended."""
        token, now = secrets.token_urlsafe(32), self._clock()
        connection.execute(delete(sessions).where(sessions.c.seen_at < now - self._limits.idle))
        connection.execute(delete(sessions).where(sessions.c.created_at < now - self._limits.absolute))
        connection.execute(
            insert(sessions).values(
                id_hash=hash_of(token), user_id=user.identifier, created_at=now, seen_at=now
            )
        )
        return Session(token, user, now + min(self._limits.idle, self._limits.absolute))

    def find(self, token: str) -> Session | None:
        """Find the open session of a token and note that it was used."""
        now = self._clock()
        with self._engine.connect() as connection:
            row = connection.execute(select(sessions).where(sessions.c.id_hash == hash_of(token))).first()
            if row is None:
                return None
            last = row.created_at + self._limits.absolute
            if now >= min(row.seen_at + self._limits.idle, last):
                return None
            user = find_user(connection, row.user_id)
        if user is None:
            return None
        if now - row.seen_at >= _TOUCH_AFTER:
            with writing(self._engine) as connection:
                connection.execute(
                    update(sessions).where(sessions.c.id_hash == row.id_hash).values(seen_at=now)
                )
        return Session(token, user, min(now + self._limits.idle, last))

    def end(self, token: str) -> None:
        """End a session; ending one that is not there is no fault."""
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.id_hash == hash_of(token)))

    def end_all_of(self, connection: Connection, user_id: int) -> None:
        """End every session of a user, in the transaction of what makes it necessary."""
        connection.execute(delete(sessions).where(sessions.c.user_id == user_id))


def hash_of(token: str) -> str:
    """Give what the database knows a session by."""
    return sha256(token.encode()).hexdigest()

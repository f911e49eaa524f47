"""Log in people whom a provider outside answers for. Every step is audited, without personal data."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import IntegrityError

from folkekommune.access.attempts import (
    DEFAULT_LIMITS,
    AttemptLimits,
    check_may_try,
    mark_succeeded,
    note_attempt,
)
from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.outside_identities import OutsideIdentities, OutsideIdentity
from folkekommune.access.outside_sessions import Beginning, OutsideSessions
from folkekommune.access.sessions import Session, Sessions
from folkekommune.access.tables import used_tickets
from folkekommune.access.users import User
from folkekommune.errors import PermissionRefused

_KEPT = timedelta(days=1)


class OutsideLogIns:
    """Open sessions for people whom a provider answers for."""

    def __init__(
        self,
        engine: Engine,
        key: bytes,
        *,
        sessions: Sessions,
        audit: AuditTrail,
        limits: AttemptLimits = DEFAULT_LIMITS,
        clock: Clock = utc_now,
    ) -> None:
        self.identities = OutsideIdentities(engine, key, sessions=sessions, audit=audit, clock=clock)
        self._begun = OutsideSessions(engine, key)
        self._engine = engine
        self._sessions = sessions
        self._audit = audit
        self._limits = limits
        self._clock = clock

    def use_ticket(self, ticket: str, *, client: str) -> int | None:
        """Use up a log-in's ticket before its answer is judged; give the try's number, none if it was used.

        :raises PermissionRefused: when the client has failed too often.
        """
        digest, now = sha256(ticket.encode()).hexdigest(), self._clock()
        try:
            with writing(self._engine) as connection:
                # Each ticket is a name of its own, so only the client's failures count.
                check_may_try(connection, digest, client, now=now, limits=self._limits)
                attempt = note_attempt(connection, digest, client, now=now)
                connection.execute(delete(used_tickets).where(used_tickets.c.used_at < now - _KEPT))
                connection.execute(insert(used_tickets).values(digest=digest, used_at=now))
                return attempt
        except IntegrityError:
            return None

    def log_in(self, identity: OutsideIdentity, attempt: int, *, beginning: Beginning) -> Session | str:
        """Open a session for who is linked to a user; give who is not the reference they can be linked with.

        :raises PermissionRefused: when the user's account is closed.
        """
        where = f"provider:{identity.provider}"
        with writing(self._engine) as connection:
            found = self.identities.find(connection, identity)
            if isinstance(found, User):
                mark_succeeded(connection, attempt)
                session = self._sessions.open(connection, found)
                self._begun.note(connection, session, beginning)
                self._audit.append(connection, AuditEvent("log-in", f"user:{found.name}", where))
                return session
            kind = "log-in-refused" if found is None else "log-in-unlinked"
            self._audit.append(connection, AuditEvent(kind, "unknown", where))
            if found is not None:
                mark_succeeded(connection, attempt)
                return found
        raise PermissionRefused("oidc.closed")

    def refuse(self, provider: str, reason: str) -> None:
        """Note that an answer of a provider was not accepted; ``reason`` is a code."""
        self._audit.record(AuditEvent("log-in-refused", "unknown", f"provider:{provider}", rules=(reason,)))

    def beginning(self, token: str) -> Beginning | None:
        """Tell how an open session began; nothing for one that began with a local account."""
        return self._begun.beginning(token)

    def end_from_outside(self, provider: str, outside_session: str) -> None:
        """End the sessions here that belong to a session the provider has ended."""
        if self._begun.end(provider, outside_session):
            self._audit.record(AuditEvent("log-out", f"provider:{provider}"))

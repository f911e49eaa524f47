"""Accounts: make, change and lock users, log in and out. Every change leaves its audit event."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, delete, insert, select, update
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
from folkekommune.access.directory import all_users, find_user_by_name
from folkekommune.access.passwords import Passwords
from folkekommune.access.roles import ROLES
from folkekommune.access.sessions import Session, Sessions
from folkekommune.access.tables import grants, users
from folkekommune.access.users import Grant, User
from folkekommune.errors import InputError, PermissionRefused


class Accounts:
    """The installation's local accounts."""

    def __init__(
        self,
        engine: Engine,
        *,
        sessions: Sessions,
        audit: AuditTrail,
        limits: AttemptLimits = DEFAULT_LIMITS,
        passwords: Passwords | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._engine = engine
        self._sessions = sessions
        self._audit = audit
        self._limits = limits
        self._passwords = passwords or Passwords()
        self._clock = clock

    def create(
        self,
        name: str,
        display_name: str,
        *,
        password: str | None,
        grants: tuple[Grant, ...] = (),
        by: str = "system",
    ) -> User:
        """Make an account; without a password one that is logged into with a provider outside alone.

        :raises InputError: when the name is taken or unfit, or the password too short.
        """
        name = normalise(name)
        stored = None if password is None else self._passwords.hash(password)
        try:
            with writing(self._engine) as connection:
                connection.execute(
                    insert(users).values(
                        name=name,
                        display_name=display_name,
                        password_hash=stored,
                        disabled=False,
                        created_at=self._clock(),
                    )
                )
                self._audit.append(connection, AuditEvent("user-create", by, f"user:{name}"))
                for grant in grants:
                    self._grant(connection, name, grant, by=by)
                return self._user(connection, name)
        except IntegrityError:
            raise InputError("access.name-taken", name=name) from None

    def grant(self, name: str, grant: Grant, *, by: str) -> User:
        """Give a user a role; giving it twice changes nothing."""
        name = normalise(name)
        with writing(self._engine) as connection:
            if grant not in self._user(connection, name).grants:
                self._grant(connection, name, grant, by=by)
            return self._user(connection, name)

    def revoke(self, name: str, grant: Grant, *, by: str) -> User:
        """Take a role from a user; it has effect at their next page."""
        name = normalise(name)
        with writing(self._engine) as connection:
            user = self._user(connection, name)
            connection.execute(
                delete(grants).where(
                    grants.c.user_id == user.identifier,
                    grants.c.role == grant.role,
                    grants.c.municipality.is_not_distinct_from(grant.municipality),
                )
            )
            self._audit.append(connection, _granting("user-revoke", by, name, grant))
            return self._user(connection, name)

    def disable(self, name: str, *, by: str) -> None:
        """Close an account and end its sessions. It is kept, since the audit trail names it."""
        name = normalise(name)
        with writing(self._engine) as connection:
            user = self._user(connection, name)
            connection.execute(update(users).where(users.c.name == name).values(disabled=True))
            self._sessions.end_all_of(connection, user.identifier)
            self._audit.append(connection, AuditEvent("user-disable", by, f"user:{name}"))

    def set_password(self, name: str, password: str, *, by: str) -> None:
        """Give a user a new password and end their sessions."""
        name = normalise(name)
        stored = self._passwords.hash(password)
        with writing(self._engine) as connection:
            user = self._user(connection, name)
            connection.execute(update(users).where(users.c.name == name).values(password_hash=stored))
            self._sessions.end_all_of(connection, user.identifier)
            self._audit.append(connection, AuditEvent("user-password", by, f"user:{name}"))

    def find(self, name: str) -> User | None:
        """Find an open account by name."""
        with self._engine.connect() as connection:
            return find_user_by_name(connection, normalise(name))

    def all(self) -> tuple[User, ...]:
        """List the open accounts."""
        with self._engine.connect() as connection:
            return all_users(connection)

    def log_in(self, name: str, password: str, *, client: str) -> Session:
        """Open a session for the right name and password.

        :raises PermissionRefused: with one and the same answer whether name or password is wrong,
            and with another when there have been too many tries.
        """
        name = _fold(name)
        with writing(self._engine) as connection:
            check_may_try(connection, name, client, now=self._clock(), limits=self._limits)
            attempt = note_attempt(connection, name, client, now=self._clock())
            stored = connection.execute(
                select(users.c.password_hash).where(users.c.name == name, ~users.c.disabled)
            ).scalar_one_or_none()
        right = self._passwords.matches(password, stored)
        with writing(self._engine) as connection:
            user = find_user_by_name(connection, name) if right else None
            # A wrong name is not written down: people type passwords into the wrong field.
            actor = f"user:{name}" if stored is not None else "unknown"
            self._audit.append(connection, AuditEvent("log-in" if user else "log-in-refused", actor))
            if user is not None:
                mark_succeeded(connection, attempt)
                return self._sessions.open(connection, user)
        raise PermissionRefused("access.wrong-password")

    def log_out(self, token: str) -> None:
        """End a session."""
        session = self._sessions.find(token)
        if session is not None:
            self._sessions.end(token)
            self._audit.record(AuditEvent("log-out", f"user:{session.user.name}"))

    def session(self, token: str) -> Session | None:
        """Find the session of a token, if it is still open."""
        return self._sessions.find(token)

    def _user(self, connection: Connection, name: str) -> User:
        user = find_user_by_name(connection, name)
        if user is None:
            raise InputError("access.unknown-user", name=name)
        return user

    def _grant(self, connection: Connection, name: str, grant: Grant, *, by: str) -> None:
        if grant.role not in ROLES:
            raise InputError("access.unknown-role", role=grant.role, roles=", ".join(ROLES))
        if ROLES[grant.role].needs_municipality and not grant.municipality:
            raise InputError("access.role-needs-municipality", role=grant.role)
        connection.execute(
            insert(grants).values(
                user_id=self._user(connection, name).identifier,
                role=grant.role,
                municipality=grant.municipality,
            )
        )
        self._audit.append(connection, _granting("user-grant", by, name, grant))


_LONGEST_NAME = 120


def normalise(name: str) -> str:
    """Give the form a log-in name is stored in.

    :raises InputError: when it holds anything but letters, digits and ``.-_@``.
    """
    folded = _fold(name)
    if not folded or not all(letter.isalnum() or letter in ".-_@" for letter in folded):
        raise InputError("access.name-unfit")
    return folded


def _fold(name: str) -> str:
    folded = name.strip().casefold()
    return folded if len(folded) <= _LONGEST_NAME and folded.isprintable() else ""


def _granting(action: str, by: str, name: str, grant: Grant) -> AuditEvent:
    return AuditEvent(action, by, f"user:{name}/role:{grant.role}", municipality=grant.municipality or "")

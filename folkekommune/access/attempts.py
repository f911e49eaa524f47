"""Slow down guessing: too many failed log-ins lock a name, or a client, for a while.

Names are counted whether or not they exist, so that the lock tells nothing about who has an account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from folkekommune.access.tables import log_in_attempts
from folkekommune.errors import PermissionRefused

_KEPT = timedelta(days=1)


@dataclass(frozen=True)
class AttemptLimits:
    """How many failures are let through within the window, for one name and for one client."""

    per_name: int = 5
    per_client: int = 30
    window: timedelta = timedelta(minutes=15)


DEFAULT_LIMITS = AttemptLimits()


def check_may_try(
    connection: Connection, name: str, client: str, *, now: datetime, limits: AttemptLimits
) -> None:
    """Refuse another try when there have been too many failures."""
    since = now - limits.window
    by_name = _failures(
        connection, log_in_attempts.c.name == name, since=max(since, _last_success(connection, name))
    )
    by_client = _failures(connection, log_in_attempts.c.client == client, since=since)
    if by_name >= limits.per_name or by_client >= limits.per_client:
        raise PermissionRefused("access.locked", minutes=int(limits.window.total_seconds() // 60))


def note_attempt(connection: Connection, name: str, client: str, *, now: datetime) -> int:
    """Count a try as failed before it is judged, so that many at once cannot slip through; give its id."""
    connection.execute(delete(log_in_attempts).where(log_in_attempts.c.at < now - _KEPT))
    attempt = insert(log_in_attempts).values(at=now, name=name, client=client, succeeded=False)
    return int(connection.execute(attempt.returning(log_in_attempts.c.id)).scalar_one())


def mark_succeeded(connection: Connection, attempt: int) -> None:
    """Say that a try was right after all; the failures before it no longer count against the name."""
    connection.execute(update(log_in_attempts).where(log_in_attempts.c.id == attempt).values(succeeded=True))


def _failures(connection: Connection, condition: ColumnElement[bool], *, since: datetime) -> int:
    query = (
        select(func.count())
        .select_from(log_in_attempts)
        .where(condition, log_in_attempts.c.at > since, ~log_in_attempts.c.succeeded)
    )
    return connection.execute(query).scalar_one()


def _last_success(connection: Connection, name: str) -> datetime:
    query = select(func.max(log_in_attempts.c.at)).where(
        log_in_attempts.c.name == name, log_in_attempts.c.succeeded
    )
    return connection.execute(query).scalar_one() or datetime.min.replace(tzinfo=UTC)

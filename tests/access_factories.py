"""A control database with its services, on a clock that a test moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine

from folkekommune.access.accounts import Accounts
from folkekommune.access.attempts import AttemptLimits
from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.access.passwords import Passwords
from folkekommune.access.sessions import SessionLimits, Sessions

KEY = b"a key that does not lie in the database"
PASSWORD = "fjorten fine fjell"  # noqa: S105  (of accounts that live for one test)


@dataclass
class MovableClock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 3, 1, 8, tzinfo=UTC))

    def __call__(self) -> datetime:
        """Give the time."""
        return self.now

    def move(self, **distance: float) -> None:
        """Move on by, say, ``minutes=5``."""
        self.now += timedelta(**distance)


@dataclass(frozen=True)
class ControlRoom:
    """Everything that rests on one control database."""

    engine: Engine
    clock: MovableClock
    audit: AuditTrail
    sessions: Sessions
    accounts: Accounts


def quick_passwords() -> Passwords:
    """Hash passwords as cheaply as argon2 lets us, for tests that log in many times."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def drop_guards(connection: Connection) -> None:
    """Remove what keeps the audit trail append-only, as someone who owns the database could."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_trail_no_change ON audit_trail")
        return
    for event in ("update", "delete"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_trail_no_{event}")


def open_control_room(place: Path | str) -> ControlRoom:
    """Open a control database: in a folder, in a file, or on a server."""
    clock = MovableClock()
    if isinstance(place, Path) and place.is_dir():
        place /= "control.sqlite"
    engine = open_control_database(place)
    audit = AuditTrail(engine, KEY, clock)
    limits = SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=8))
    sessions = Sessions(engine, limits, clock=clock)
    attempts = AttemptLimits(per_name=3, per_client=6, window=timedelta(minutes=10))
    accounts = Accounts(
        engine, sessions=sessions, audit=audit, limits=attempts, passwords=quick_passwords(), clock=clock
    )
    return ControlRoom(engine, clock, audit, sessions, accounts)

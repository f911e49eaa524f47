"""The tables of the control database. Migrations under ``migrations/`` make them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A point in time in UTC, also in a database that knows no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002  (SQLAlchemy's)
        """Store UTC without a zone."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002  (the same)
        """Give the zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("display_name", String(200), nullable=False),
    Column("password_hash", Text),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("created_at", Instant, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("role", String(40), nullable=False),
    Column("municipality", String(8)),
    UniqueConstraint("user_id", "role", "municipality"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

log_in_attempts = Table(
    "log_in_attempts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("name", String(120), nullable=False),
    Column("client", String(80), nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Index("ix_log_in_attempts_name_at", "name", "at"),
    Index("ix_log_in_attempts_client_at", "client", "at"),
)

projects = Table(
    "projects",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("title", String(200), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("approval", String(200), nullable=False, default=""),
    Column("processing_record", String(200), nullable=False, default=""),
    Column("state", String(20), nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("created_at", Instant, nullable=False),
)

project_members = Table(
    "project_members",
    metadata,
    Column("project", ForeignKey("projects.code", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
)

# One row a thing the project is granted: a databank, a variable of a databank, a municipality.
project_grants = Table(
    "project_grants",
    metadata,
    Column("project", ForeignKey("projects.code", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("name", String(200), primary_key=True),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("project", ForeignKey("projects.code"), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("script", Text, nullable=False),
    Column("script_hash", String(64), nullable=False),
    Column("result", Text),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("cancel_requested", Boolean, nullable=False, default=False),
    Column("claim", String(32)),
    Column("claimed_until", Instant),
)

publication_approvals = Table(
    "publication_approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication", String(120), nullable=False),
    Column("municipality", String(8), nullable=False),
    Column("proposed_by", ForeignKey("users.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("approved_by", ForeignKey("users.id")),
    Column("approved_at", Instant),
    UniqueConstraint("publication", "municipality"),
)

# What people of a municipality say to each other of a figure. Its text is sealed, and gone once withdrawn.
comments = Table(
    "comments",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("municipality", String(8), nullable=False),
    Column("indicator", String(60), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("withdrawn_at", Instant),
    Index("ix_comments_municipality_indicator", "municipality", "indicator"),
)

# What stewards have ordered, where only the vault's user may do it. Codes and names, never a data value;
# what came of it lies sealed.
vault_tasks = Table(
    "vault_tasks",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("databank", String(200), nullable=False),
    Column("municipality", String(8), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("tries", Integer, nullable=False),
    Column("said", Text, nullable=False),
    Column("sealed", Text),
    Column("claim", String(32)),
    Column("claimed_until", Instant),
    Index("ix_vault_tasks_municipality_databank", "municipality", "databank"),
)

audit_trail = Table(
    "audit_trail",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("event", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)

# Of who logs in with a provider outside, a digest alone. It has a reference until it is linked to a user.
outside_identities = Table(
    "outside_identities",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("provider", String(60), nullable=False),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), index=True),
    Column("reference", String(16), unique=True),
    Column("seen_at", Instant, nullable=False),
)

# What is needed to end a session at the provider too; it goes with the session.
outside_sessions = Table(
    "outside_sessions",
    metadata,
    Column("session", ForeignKey("sessions.id_hash", ondelete="CASCADE"), primary_key=True),
    Column("provider", String(60), nullable=False),
    Column("outside_session", String(64), index=True),
    Column("id_token", Text),
)

# Log-ins that have been answered by a provider; each ticket is good once.
used_tickets = Table(
    "used_tickets",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("used_at", Instant, nullable=False, index=True),
)

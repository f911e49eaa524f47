"""Make the first control database: users, sessions, projects, runs, approvals, audit trail."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None

_APPEND_ONLY = """
CREATE TRIGGER audit_trail_no_{event} BEFORE {statement} ON audit_trail
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
"""


def upgrade() -> None:
    """Make the tables; on SQLite, also the triggers that keep the audit trail append-only."""
    _people()
    _projects()
    _records()
    if op.get_bind().dialect.name == "sqlite":
        for statement in ("update", "delete"):
            op.execute(_APPEND_ONLY.format(event=statement, statement=statement.upper()))


def _people() -> None:
    op.create_table(
        "users",
        Column("id", Integer, primary_key=True),
        Column("name", String(120), nullable=False, unique=True),
        Column("display_name", String(200), nullable=False),
        Column("password_hash", Text),
        Column("disabled", Boolean, nullable=False),
        Column("created_at", DateTime, nullable=False),
    )
    op.create_table(
        "grants",
        Column("id", Integer, primary_key=True),
        Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        Column("role", String(40), nullable=False),
        Column("municipality", String(8)),
        UniqueConstraint("user_id", "role", "municipality"),
    )
    op.create_table(
        "sessions",
        Column("id_hash", String(64), primary_key=True),
        Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        Column("created_at", DateTime, nullable=False),
        Column("seen_at", DateTime, nullable=False),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "log_in_attempts",
        Column("id", Integer, primary_key=True),
        Column("at", DateTime, nullable=False),
        Column("name", String(120), nullable=False),
        Column("client", String(80), nullable=False),
        Column("succeeded", Boolean, nullable=False),
    )
    op.create_index("ix_log_in_attempts_at", "log_in_attempts", ["at"])
    op.create_index("ix_log_in_attempts_name_at", "log_in_attempts", ["name", "at"])
    op.create_index("ix_log_in_attempts_client_at", "log_in_attempts", ["client", "at"])


def _projects() -> None:
    op.create_table(
        "projects",
        Column("code", String(60), primary_key=True),
        Column("title", String(200), nullable=False),
        Column("purpose", Text, nullable=False),
        Column("approval", String(200), nullable=False),
        Column("processing_record", String(200), nullable=False),
        Column("state", String(20), nullable=False),
        Column("ends_on", Date, nullable=False),
        Column("created_at", DateTime, nullable=False),
    )
    op.create_table(
        "project_members",
        Column("project", String(60), ForeignKey("projects.code", ondelete="CASCADE"), primary_key=True),
        Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_table(
        "project_grants",
        Column("project", String(60), ForeignKey("projects.code", ondelete="CASCADE"), primary_key=True),
        Column("kind", String(20), primary_key=True),
        Column("name", String(200), primary_key=True),
    )
    op.create_table(
        "runs",
        Column("id", String(32), primary_key=True),
        Column("project", String(60), ForeignKey("projects.code"), nullable=False),
        Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
        Column("state", String(20), nullable=False),
        Column("script", Text, nullable=False),
        Column("script_hash", String(64), nullable=False),
        Column("result", Text),
        Column("created_at", DateTime, nullable=False),
        Column("started_at", DateTime),
        Column("ended_at", DateTime),
        Column("cancel_requested", Boolean, nullable=False),
    )
    op.create_index("ix_runs_state", "runs", ["state"])


def _records() -> None:
    op.create_table(
        "publication_approvals",
        Column("id", Integer, primary_key=True),
        Column("publication", String(120), nullable=False),
        Column("municipality", String(8), nullable=False),
        Column("proposed_by", Integer, ForeignKey("users.id"), nullable=False),
        Column("proposed_at", DateTime, nullable=False),
        Column("approved_by", Integer, ForeignKey("users.id")),
        Column("approved_at", DateTime),
        UniqueConstraint("publication", "municipality"),
    )
    op.create_table(
        "audit_trail",
        Column("sequence", Integer, primary_key=True, autoincrement=False),
        Column("at", String(40), nullable=False),
        Column("event", Text, nullable=False),
        Column("previous", String(64), nullable=False),
        Column("digest", String(64), nullable=False),
    )

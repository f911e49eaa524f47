"""Make the tables of people who log in with a provider outside: who, their sessions, used tickets."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "outside_identities",
        Column("digest", String(64), primary_key=True),
        Column("provider", String(60), nullable=False),
        Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE")),
        Column("reference", String(16), unique=True),
        Column("seen_at", DateTime, nullable=False),
    )
    op.create_index("ix_outside_identities_user_id", "outside_identities", ["user_id"])
    op.create_table(
        "outside_sessions",
        Column("session", String(64), ForeignKey("sessions.id_hash", ondelete="CASCADE"), primary_key=True),
        Column("provider", String(60), nullable=False),
        Column("outside_session", String(64)),
        Column("id_token", Text),
    )
    op.create_index("ix_outside_sessions_outside_session", "outside_sessions", ["outside_session"])
    op.create_table(
        "used_tickets",
        Column("digest", String(64), primary_key=True),
        Column("used_at", DateTime, nullable=False),
    )
    op.create_index("ix_used_tickets_used_at", "used_tickets", ["used_at"])

"""Make the table of what stewards have ordered from the vault's user."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "vault_tasks",
        Column("id", String(16), primary_key=True),
        Column("kind", String(20), nullable=False),
        Column("databank", String(200), nullable=False),
        Column("municipality", String(8), nullable=False),
        Column("subject", String(200), nullable=False),
        Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
        Column("state", String(20), nullable=False),
        Column("created_at", DateTime, nullable=False),
        Column("started_at", DateTime),
        Column("ended_at", DateTime),
        Column("tries", Integer, nullable=False),
        Column("said", Text, nullable=False),
        Column("sealed", Text),
        Column("claim", String(32)),
        Column("claimed_until", DateTime),
    )
    op.create_index("ix_vault_tasks_state", "vault_tasks", ["state"])
    op.create_index("ix_vault_tasks_municipality_databank", "vault_tasks", ["municipality", "databank"])

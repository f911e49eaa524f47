"""Make the table of comments on figures, internal to a municipality."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "comments",
        Column("id", String(16), primary_key=True),
        Column("municipality", String(8), nullable=False),
        Column("indicator", String(60), nullable=False),
        Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
        Column("written_at", DateTime, nullable=False),
        Column("sealed", Text, nullable=False),
        Column("withdrawn_at", DateTime),
    )
    op.create_index("ix_comments_municipality_indicator", "comments", ["municipality", "indicator"])

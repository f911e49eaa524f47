"""Say whose a run is and for how long; keep the audit trail append-only on PostgreSQL too."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, DateTime, String

revision = "0003"
down_revision = "0002"

_REFUSE = """
CREATE FUNCTION audit_trail_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'restrict_violation';
END $$
"""
_TRIGGER = """
CREATE TRIGGER audit_trail_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_trail
FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_append_only()
"""


def upgrade() -> None:
    """Add the columns of a claim; a run under way that has none belongs to nobody and is taken anew."""
    op.add_column("runs", Column("claim", String(32)))
    op.add_column("runs", Column("claimed_until", DateTime))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE)
        op.execute(_TRIGGER)

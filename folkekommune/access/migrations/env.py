"""Run migrations on the connection that ``access/database.py`` hands over."""

from __future__ import annotations

from alembic import context

from folkekommune.access.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

"""Read users with their grants out of the control database."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select

from folkekommune.access.roles import ROLES
from folkekommune.access.tables import grants, users
from folkekommune.access.users import Grant, User


def find_user(connection: Connection, identifier: int) -> User | None:
    """Find a user who may still log in, by number."""
    return _find(connection, users.c.id == identifier)


def find_user_by_name(connection: Connection, name: str) -> User | None:
    """Find a user who may still log in, by the name they log in with."""
    return _find(connection, users.c.name == name)


def all_users(connection: Connection) -> tuple[User, ...]:
    """Give all users who may log in, by name."""
    rows = connection.execute(select(users).where(~users.c.disabled).order_by(users.c.name))
    return tuple(User(r.id, r.name, r.display_name, _grants(connection, r.id)) for r in rows.all())


def _find(connection: Connection, condition: ColumnElement[bool]) -> User | None:
    row = connection.execute(select(users).where(condition, ~users.c.disabled)).first()
    return User(row.id, row.name, row.display_name, _grants(connection, row.id)) if row else None


def _grants(connection: Connection, user_id: int) -> tuple[Grant, ...]:
    query = (
        select(grants.c.role, grants.c.municipality).where(grants.c.user_id == user_id).order_by(grants.c.id)
    )
    # A role that this version does not know gives nothing.
    return tuple(Grant(r.role, r.municipality) for r in connection.execute(query) if r.role in ROLES)

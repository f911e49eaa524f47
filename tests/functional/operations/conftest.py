"""A PostgreSQL server for the control data of installations."""

from control_places import databases, server

__all__ = ["databases", "server"]

"""The control database, once as a SQLite file and once on PostgreSQL."""

from control_places import databases, empty_place, place, server

__all__ = ["databases", "empty_place", "place", "server"]

"""Where a reader goes after the log-in."""

from __future__ import annotations

from folkekommune.access.roles import Permission
from folkekommune.access.users import User
from folkekommune.texts import Language
from folkekommune.web import addresses
from folkekommune.web.addresses import split_language

_FIRST_PAGES = (
    (Permission.DELIVERY_READ, f"{addresses.STEWARD}/"),
    (Permission.SCRIPT_RUN, f"{addresses.RESEARCH}/"),
    (Permission.DASHBOARD_READ, f"{addresses.MUNICIPALITY}/"),
    (Permission.PROJECT_MANAGE, f"{addresses.STEWARD}/prosjekter"),
)


def goal_of(til: str, user: User, language: Language) -> str:
    """Give where to go: the page that was asked for if it is one of ours, else the user's own room."""
    if is_ours(til):
        return til
    room = next((path for permission, path in _FIRST_PAGES if permission in user.permissions), "")
    return f"/{language}/{room}"


def is_ours(til: str) -> bool:
    """Say whether an address is one of our pages behind the log-in: a path, never another site."""
    language, rest = split_language(til)
    if language is None or not til.startswith(f"/{language}/") or "\\" in til:
        return False
    return rest.partition("/")[0] in {addresses.MUNICIPALITY, addresses.RESEARCH, addresses.STEWARD}

"""Links of the header: for everyone, or those that a user's roles lead to."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.access.roles import Permission
from folkekommune.access.users import User
from folkekommune.web import addresses


@dataclass(frozen=True)
class NavigationLink:
    """A link: the code of its text and its path after the language."""

    code: str
    path: str


def public_links() -> tuple[NavigationLink, ...]:
    """Give the links of the pages for everyone."""
    return (
        NavigationLink("web.nav-questions", "sporsmal"),
        NavigationLink("web.nav-protection", "personvern"),
        NavigationLink("web.nav-open-data", "apne-data"),
    )


def private_links(user: User) -> tuple[NavigationLink, ...]:
    """Give the links to the rooms that a user may enter."""
    rooms = (
        (Permission.DASHBOARD_READ, NavigationLink("web.nav-municipality", f"{addresses.MUNICIPALITY}/")),
        (Permission.SCRIPT_RUN, NavigationLink("web.nav-research", f"{addresses.RESEARCH}/")),
        (Permission.DELIVERY_READ, NavigationLink("web.nav-steward", f"{addresses.STEWARD}/")),
        (Permission.PROJECT_MANAGE, NavigationLink("projects.menu", f"{addresses.STEWARD}/prosjekter")),
        (Permission.AUDIT_READ, NavigationLink("audit.menu", f"{addresses.STEWARD}/revisjonsspor")),
    )
    return tuple(link for permission, link in rooms if permission in user.permissions)

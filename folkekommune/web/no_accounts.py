"""Accounts of a server that has the pages for everyone alone: nobody has one."""

from __future__ import annotations

from folkekommune.access.sessions import Session
from folkekommune.errors import PermissionRefused


class NoAccounts:
    """Know nobody (:class:`folkekommune.web.ports.AccountService`)."""

    def log_in(self, name: str, password: str, *, client: str) -> Session:  # noqa: ARG002 - whoever it is
        """Refuse.

        :raises PermissionRefused: always.
        """
        raise PermissionRefused("web.elsewhere")

    def log_out(self, token: str) -> None:
        """End nothing."""

    def session(self, token: str) -> None:
        """Find no session, whoever's cookie it is."""

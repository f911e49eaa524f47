"""A user and the roles granted to them."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.access.roles import ROLES, Permission


@dataclass(frozen=True)
class Grant:
    """A role in a municipality; without a municipality it holds where no municipality is asked for."""

    role: str
    municipality: str | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role allows."""
        return ROLES[self.role].permissions


@dataclass(frozen=True)
class User:
    """Someone with an account. ``name`` is what they log in with."""

    identifier: int
    name: str
    display_name: str
    grants: tuple[Grant, ...] = ()

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything some role of theirs allows, somewhere."""
        return frozenset(permission for grant in self.grants for permission in grant.permissions)

    def permissions_in(self, municipality: str) -> frozenset[Permission]:
        """Give what they may do with the data of one municipality."""
        return frozenset(
            permission
            for grant in self.grants
            if grant.municipality == municipality
            for permission in grant.permissions
        )

    def municipalities_with(self, permission: Permission) -> tuple[str, ...]:
        """List the municipalities where they hold a permission, in the order of their numbers."""
        return tuple(
            sorted({g.municipality for g in self.grants if g.municipality and permission in g.permissions})
        )

    def reach_of(self, permission: Permission) -> frozenset[str] | None:
        """Tell how far a permission reaches that is about no one municipality: None is everywhere.

        A role that is granted in a municipality reaches no further than that one.
        """
        granted = {grant.municipality for grant in self.grants if permission in grant.permissions}
        return None if None in granted else frozenset(filter(None, granted))

    def has_role(self, role: str) -> bool:
        """Say whether a role is granted to them, somewhere."""
        return any(grant.role == role for grant in self.grants)

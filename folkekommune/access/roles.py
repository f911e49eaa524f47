"""Roles: what each kind of user may do, in plain words and as a closed list of permissions.

A role is granted to a user in a municipality, or everywhere when the role is not about one.
What a researcher may run is decided by projects besides (``folkekommune.access.projects``).
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar


class Permission(Enum):
    """One thing that can be done. Names are stable: they stand in the audit trail."""

    DASHBOARD_READ = "dashboard-read"
    SCRIPT_RUN = "script-run"
    DELIVERY_READ = "delivery-read"
    DELIVERY_LOAD = "delivery-load"
    QUALITY_READ = "quality-read"
    RELEASE_MAKE = "release-make"
    RELEASE_WITHDRAW = "release-withdraw"
    PUBLICATION_PROPOSE = "publication-propose"
    PUBLICATION_APPROVE = "publication-approve"
    DATASET_EXPORT = "dataset-export"
    EXPORT_APPROVE = "export-approve"
    PROJECT_MANAGE = "project-manage"
    USER_MANAGE = "user-manage"
    AUDIT_READ = "audit-read"
    VAULT_KEEP = "vault-keep"


class Role:
    """Base of the roles. The text of a role stands in ``texts/access.toml`` under ``role-<name>``."""

    name: ClassVar[str]
    permissions: ClassVar[frozenset[Permission]] = frozenset()
    needs_municipality: ClassVar[bool] = False


class Citizen(Role):
    """Anyone: reads what is published for all, without logging in."""

    name = "citizen"


class Planner(Role):
    """Reads the municipality's dashboards."""

    name = "planner"
    permissions = frozenset({Permission.DASHBOARD_READ})
    needs_municipality = True


class Researcher(Role):
    """Runs scripts in the projects where they are a member."""

    name = "researcher"
    permissions = frozenset({Permission.SCRIPT_RUN})


class Steward(Role):
    """Answers for one municipality's data, from delivery to publication and export."""

    name = "steward"
    permissions = frozenset(
        {
            Permission.DASHBOARD_READ,
            Permission.DELIVERY_READ,
            Permission.DELIVERY_LOAD,
            Permission.QUALITY_READ,
            Permission.RELEASE_MAKE,
            Permission.RELEASE_WITHDRAW,
            Permission.PUBLICATION_PROPOSE,
            Permission.PUBLICATION_APPROVE,
            Permission.DATASET_EXPORT,
            Permission.EXPORT_APPROVE,
        }
    )
    needs_municipality = True


class Administrator(Role):
    """Keeps users and projects and reads the audit trail, and sees no data."""

    name = "administrator"
    permissions = frozenset({Permission.PROJECT_MANAGE, Permission.USER_MANAGE, Permission.AUDIT_READ})


class Keeper(Role):
    """Keeps the vault: reservations and pseudonyms. Sees no data, and is no steward or administrator."""

    name = "keeper"
    permissions = frozenset({Permission.VAULT_KEEP})


ROLES: dict[str, type[Role]] = {
    role.name: role for role in (Citizen, Planner, Researcher, Steward, Administrator, Keeper)
}

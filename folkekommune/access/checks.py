"""May this user do this? ``check_…`` refuses with the reason, ``can_…`` asks the same question.

A use case calls the first, a page the second, so that a button and the door behind it agree.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ParamSpec

from folkekommune.access.projects import Project, ProjectState
from folkekommune.access.proposals import Proposal
from folkekommune.access.roles import Permission
from folkekommune.access.users import User
from folkekommune.errors import PermissionRefused

P = ParamSpec("P")


def allows(check: Callable[P, None], *arguments: P.args, **named: P.kwargs) -> bool:
    """Turn a check into a yes or no."""
    try:
        check(*arguments, **named)
    except PermissionRefused:
        return False
    return True


def check_has(user: User, permission: Permission) -> None:
    """Refuse unless some role of the user gives the permission."""
    if permission not in user.permissions:
        raise PermissionRefused("access.no-permission")


def check_has_in(user: User, permission: Permission, *, municipality: str) -> None:
    """Refuse unless a role in that very municipality gives the permission."""
    if permission not in user.permissions_in(municipality):
        raise PermissionRefused("access.no-permission-in", municipality=municipality)


def check_can_read_dashboard(user: User, municipality: str) -> None:
    """Refuse those who neither plan nor are steward in the municipality."""
    check_has_in(user, Permission.DASHBOARD_READ, municipality=municipality)


def can_read_dashboard(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_read_dashboard` lets the user through."""
    return allows(check_can_read_dashboard, user, municipality)


def check_can_see_deliveries(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards: counts of a delivery are theirs alone."""
    check_has_in(user, Permission.DELIVERY_READ, municipality=municipality)


def can_see_deliveries(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_see_deliveries` lets the user through."""
    return allows(check_can_see_deliveries, user, municipality)


def check_can_load_delivery(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards."""
    check_has_in(user, Permission.DELIVERY_LOAD, municipality=municipality)


def can_load_delivery(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_load_delivery` lets the user through."""
    return allows(check_can_load_delivery, user, municipality)


def check_can_read_quality(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards."""
    check_has_in(user, Permission.QUALITY_READ, municipality=municipality)


def can_read_quality(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_read_quality` lets the user through."""
    return allows(check_can_read_quality, user, municipality)


def check_can_release(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards."""
    check_has_in(user, Permission.RELEASE_MAKE, municipality=municipality)


def can_release(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_release` lets the user through."""
    return allows(check_can_release, user, municipality)


def check_can_withdraw_release(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards. One person is enough to take data away."""
    check_has_in(user, Permission.RELEASE_WITHDRAW, municipality=municipality)


def can_withdraw_release(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_withdraw_release` lets the user through."""
    return allows(check_can_withdraw_release, user, municipality)


def check_can_keep_vault(user: User) -> None:
    """Refuse all but the vault's keepers: who answers for data does not hold the link to persons."""
    check_has(user, Permission.VAULT_KEEP)


def can_keep_vault(user: User) -> bool:
    """Say whether :func:`check_can_keep_vault` lets the user through."""
    return allows(check_can_keep_vault, user)


def check_can_propose_publication(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards."""
    check_has_in(user, Permission.PUBLICATION_PROPOSE, municipality=municipality)


def can_propose_publication(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_propose_publication` lets the user through."""
    return allows(check_can_propose_publication, user, municipality)


def check_can_approve_publication(user: User, proposal: Proposal) -> None:
    """Refuse the one who proposed it, and everyone but the municipality's stewards."""
    check_has_in(user, Permission.PUBLICATION_APPROVE, municipality=proposal.municipality)
    if proposal.proposed_by == user.identifier:
        raise PermissionRefused("access.own-proposal")


def can_approve_publication(user: User, proposal: Proposal) -> bool:
    """Say whether :func:`check_can_approve_publication` lets the user through."""
    return allows(check_can_approve_publication, user, proposal)


def check_can_withdraw_publication(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards. One person is enough to take figures away."""
    check_has_in(user, Permission.PUBLICATION_APPROVE, municipality=municipality)


def can_withdraw_publication(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_withdraw_publication` lets the user through."""
    return allows(check_can_withdraw_publication, user, municipality)


def check_can_export(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards."""
    check_has_in(user, Permission.DATASET_EXPORT, municipality=municipality)


def can_export(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_export` lets the user through."""
    return allows(check_can_export, user, municipality)


def check_can_approve_export(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards."""
    check_has_in(user, Permission.EXPORT_APPROVE, municipality=municipality)


def can_approve_export(user: User, municipality: str) -> bool:
    """Say whether :func:`check_can_approve_export` lets the user through."""
    return allows(check_can_approve_export, user, municipality)


def check_can_see_project(user: User, project: Project) -> None:
    """Refuse those who are neither member of the project nor keep it."""
    if user.identifier not in project.members and not can_manage_project(user, project):
        raise PermissionRefused("access.not-member", project=project.code)


def can_see_project(user: User, project: Project) -> bool:
    """Say whether :func:`check_can_see_project` lets the user through."""
    return allows(check_can_see_project, user, project)


def check_can_run(user: User, project: Project, *, today: date) -> None:
    """Refuse those who are no researcher or no member, and projects that are not open or have ended."""
    check_has(user, Permission.SCRIPT_RUN)
    if user.identifier not in project.members:
        raise PermissionRefused("access.not-member", project=project.code)
    if project.state is not ProjectState.OPEN:
        raise PermissionRefused("access.project-not-open", project=project.code)
    if today > project.ends_on:
        raise PermissionRefused("access.project-ended", project=project.code)


def can_run(user: User, project: Project, *, today: date) -> bool:
    """Say whether :func:`check_can_run` lets the user through."""
    return allows(check_can_run, user, project, today=today)


def check_can_manage_users(user: User) -> None:
    """Refuse everyone but administrators."""
    check_has(user, Permission.USER_MANAGE)


def can_manage_users(user: User) -> bool:
    """Say whether :func:`check_can_manage_users` lets the user through."""
    return allows(check_can_manage_users, user)


def check_can_manage_projects(user: User) -> None:
    """Refuse everyone but administrators."""
    check_has(user, Permission.PROJECT_MANAGE)


def can_manage_projects(user: User) -> bool:
    """Say whether :func:`check_can_manage_projects` lets the user through."""
    return allows(check_can_manage_projects, user)


def check_can_manage_project(user: User, project: Project) -> None:
    """Refuse everyone but administrators, and those of a municipality where others' data are granted too."""
    check_can_manage_projects(user)
    reach = user.reach_of(Permission.PROJECT_MANAGE)
    if reach is not None and not (project.municipalities and project.municipalities <= reach):
        raise PermissionRefused("access.project-elsewhere", project=project.code)


def can_manage_project(user: User, project: Project) -> bool:
    """Say whether :func:`check_can_manage_project` lets the user through."""
    return allows(check_can_manage_project, user, project)


def check_can_read_audit(user: User) -> None:
    """Refuse everyone but administrators."""
    check_has(user, Permission.AUDIT_READ)


def can_read_audit(user: User) -> bool:
    """Say whether :func:`check_can_read_audit` lets the user through."""
    return allows(check_can_read_audit, user)

"""Withdraw a publication: its figures are taken away from everyone."""

from __future__ import annotations

from folkekommune.access.audit import AuditEvent
from folkekommune.access.checks import check_can_withdraw_publication
from folkekommune.access.users import User
from folkekommune.published.publications import Publication
from folkekommune.published.states import State
from folkekommune.services.publishing import Publishing


def withdraw_publication(publishing: Publishing, identifier: str, *, user: User) -> Publication:
    """Withdraw a proposal or a publication, for good. It takes one person: harm must stop at once.

    The published values stay in the history, since they have been seen.

    :raises PermissionRefused: for anyone but the municipality's stewards.
    """
    publication = publishing.publications.find(identifier)
    municipality = publication.manifest.municipality
    check_can_withdraw_publication(user, municipality)
    if publication.state is State.WITHDRAWN:
        return publication
    subject = f"publication:{identifier}"
    publishing.audit.record(AuditEvent("publication-withdraw", f"user:{user.name}", subject, municipality))
    return publishing.publications.withdraw(identifier, at=publishing.clock())

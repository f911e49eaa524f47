"""Propose a municipality's newest cubes for publication."""

from __future__ import annotations

from folkekommune.access.checks import check_can_propose_publication
from folkekommune.access.users import User
from folkekommune.errors import UsageError
from folkekommune.published.publications import Publication
from folkekommune.published.states import State
from folkekommune.services.publishing import Publishing


def propose_publication(
    publishing: Publishing, databank: str, municipality: str, *, user: User
) -> Publication:
    """Lay the cubes of the municipality's latest release down for a second person to approve.

    Cubes that are proposed or published already stay as they are.

    :raises PermissionRefused: for anyone but the municipality's stewards.
    :raises UsageError: ``services.no-cubes``.
    """
    check_can_propose_publication(user, municipality)
    prepared = publishing.preparations.latest(databank, municipality)
    if prepared is None:
        raise UsageError("services.no-cubes", databank=databank, municipality=municipality)
    publication = publishing.publications.propose(prepared)
    if publication.state is State.PROPOSED:
        known = publishing.approvals.of_municipality(municipality)
        if all(proposal.publication != publication.identifier for proposal in known):
            publishing.approvals.propose(publication.identifier, municipality, user=user)
    return publication

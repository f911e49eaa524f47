"""Approve what another person proposed: from then on it is published."""

from __future__ import annotations

from folkekommune.access.checks import check_can_approve_publication
from folkekommune.access.users import User
from folkekommune.analysis.cubes import record_publication
from folkekommune.errors import UsageError
from folkekommune.published.prepared import PreparedCubes
from folkekommune.published.publications import Publication
from folkekommune.published.states import State
from folkekommune.services.figure_review import FigureReview, review_figures
from folkekommune.services.publishing import Publishing


def approve_publication(
    publishing: Publishing, identifier: str, *, user: User, seen: bool = False
) -> Publication:
    """Publish a proposal. What was published of the municipality until now is replaced.

    The history of published cells is written first: a value that was shown and then forgotten could
    be drawn anew in the next release. Stopped half-way, the approval is simply given again.

    :param seen: whether the user has seen what changed more than is usual.
    :raises PermissionRefused: for who proposed it, and for anyone but the municipality's stewards.
    :raises UsageError: when it is no proposal any more, or not of the newest cubes; when a check stops it,
        or changes have not been seen.
    :raises InputError: when it was never proposed, or a file is not what was proposed.
    """
    publication = publishing.publications.find(identifier)
    municipality = publication.manifest.municipality
    proposal = publishing.approvals.find(identifier, municipality)
    check_can_approve_publication(user, proposal)
    if publication.state is State.PROPOSED:
        prepared = _newest(publishing, publication)
        _check_figures(review_figures(publishing, publication), identifier, seen=seen)
        record_publication(publishing.ledger, identifier, prepared.history)
        publishing.approvals.approve(identifier, municipality, user=user)
    return publishing.publications.approve(identifier, at=publishing.clock())


def _check_figures(review: FigureReview, identifier: str, *, seen: bool) -> None:
    if review.stops:
        raise UsageError("services.figures-stopped", publication=identifier, checks=", ".join(review.stops))
    if review.must_be_seen and not seen:
        raise UsageError("services.changes-unseen", publication=identifier)


def _newest(publishing: Publishing, publication: Publication) -> PreparedCubes:
    """Give the cubes a proposal was made of, if none have been made since.

    A release is made knowing all that was published before it. Publishing an older one afterwards
    could show two values of one cell.
    """
    manifest = publication.manifest
    prepared = publishing.preparations.latest(manifest.databank, manifest.municipality)
    if prepared is None or not publication.holds(prepared):
        raise UsageError("services.newer-cubes", publication=publication.identifier)
    return prepared

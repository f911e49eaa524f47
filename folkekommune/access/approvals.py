"""Publication with a second person: one proposes, another approves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.checks import check_can_approve_publication, check_can_propose_publication
from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.proposals import Proposal
from folkekommune.access.tables import publication_approvals
from folkekommune.access.users import User
from folkekommune.errors import InputError


class Approvals:
    """Keep proposals and approvals. ``publication`` names a set of cubes, such as a release."""

    def __init__(self, engine: Engine, *, audit: AuditTrail, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._audit = audit
        self._clock = clock

    def propose(self, publication: str, municipality: str, *, user: User) -> Proposal:
        """Propose a municipality's part of a publication.

        :raises InputError: when it is proposed already.
        """
        check_can_propose_publication(user, municipality)
        try:
            with writing(self._engine) as connection:
                connection.execute(
                    insert(publication_approvals).values(
                        publication=publication,
                        municipality=municipality,
                        proposed_by=user.identifier,
                        proposed_at=self._clock(),
                    )
                )
                self._note(connection, "publication-propose", user=user, about=(publication, municipality))
        except IntegrityError:
            raise InputError("access.already-proposed", publication=publication) from None
        return self.find(publication, municipality)

    def approve(self, publication: str, municipality: str, *, user: User) -> Proposal:
        """Approve what another person proposed; approving again changes nothing."""
        with writing(self._engine) as connection:
            proposal = _read(connection, publication, municipality)
            check_can_approve_publication(user, proposal)
            if not proposal.is_approved:
                connection.execute(
                    update(publication_approvals)
                    .where(
                        publication_approvals.c.publication == publication,
                        publication_approvals.c.municipality == municipality,
                    )
                    .values(approved_by=user.identifier, approved_at=self._clock())
                )
                self._note(connection, "publication-approve", user=user, about=(publication, municipality))
            return _read(connection, publication, municipality)

    def find(self, publication: str, municipality: str) -> Proposal:
        """Find a proposal.

        :raises InputError: when nothing is proposed.
        """
        with self._engine.connect() as connection:
            return _read(connection, publication, municipality)

    def of_municipality(self, municipality: str) -> tuple[Proposal, ...]:
        """List a municipality's proposals, newest first."""
        table = publication_approvals
        query = select(table).where(table.c.municipality == municipality).order_by(table.c.id.desc())
        with self._engine.connect() as connection:
            return tuple(_proposal(row) for row in connection.execute(query))

    def _note(self, connection: Connection, action: str, *, user: User, about: tuple[str, str]) -> None:
        publication, municipality = about
        event = AuditEvent(action, f"user:{user.name}", f"publication:{publication}", municipality)
        self._audit.append(connection, event)


def _read(connection: Connection, publication: str, municipality: str) -> Proposal:
    table = publication_approvals
    row = connection.execute(
        select(table).where(table.c.publication == publication, table.c.municipality == municipality)
    ).first()
    if row is None:
        raise InputError("access.not-proposed", publication=publication)
    return _proposal(row)


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        publication=row.publication,
        municipality=row.municipality,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
    )

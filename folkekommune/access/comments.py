"""Comments on figures, kept in the control database: whose, about what, and the text as it was sealed.

What a comment says is unknown here: who keeps the keys seals it (``folkekommune.services.comments``).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, desc, insert, select, update

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.tables import comments, users
from folkekommune.access.users import User


@dataclass(frozen=True)
class StoredComment:
    """A comment as it lies in the database.

    :param author: the number of who wrote it, :param author_name: what they are called.
    :param sealed: empty once it is withdrawn.
    """

    identifier: str
    municipality: str
    indicator: str
    author: int
    author_name: str
    written_at: datetime
    sealed: str
    withdrawn_at: datetime | None = None


class Comments:
    """Keep the comments; every change leaves its audit event."""

    def __init__(self, engine: Engine, *, audit: AuditTrail, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._audit = audit
        self._clock = clock

    def about(self, municipality: str, indicator: str) -> tuple[StoredComment, ...]:
        """List a municipality's comments on an indicator, the newest first."""
        query = (
            select(comments, users.c.display_name)
            .join(users, users.c.id == comments.c.user_id)
            .where(comments.c.municipality == municipality, comments.c.indicator == indicator)
            .order_by(desc(comments.c.written_at), desc(comments.c.id))
        )
        with self._engine.connect() as connection:
            return tuple(
                StoredComment(
                    row.id,
                    row.municipality,
                    row.indicator,
                    row.user_id,
                    row.display_name,
                    written_at=row.written_at,
                    sealed=row.sealed,
                    withdrawn_at=row.withdrawn_at,
                )
                for row in connection.execute(query)
            )

    def add(self, identifier: str, *, municipality: str, indicator: str, by: User, sealed: str) -> None:
        """Add a comment; :func:`new_identifier` makes its identifier."""
        with writing(self._engine) as connection:
            connection.execute(
                insert(comments).values(
                    id=identifier,
                    municipality=municipality,
                    indicator=indicator,
                    user_id=by.identifier,
                    written_at=self._clock(),
                    sealed=sealed,
                )
            )
            self._note(connection, "comment-write", identifier, municipality=municipality, by=by)

    def withdraw(self, identifier: str, *, municipality: str, by: User) -> None:
        """Take a comment back: its text is gone for good, and that there was one stays."""
        with writing(self._engine) as connection:
            changed = connection.execute(
                update(comments)
                .where(
                    comments.c.id == identifier,
                    comments.c.municipality == municipality,
                    comments.c.withdrawn_at.is_(None),
                )
                .values(sealed="", withdrawn_at=self._clock())
            )
            if changed.rowcount:
                self._note(connection, "comment-withdraw", identifier, municipality=municipality, by=by)

    def _note(
        self, connection: Connection, action: str, identifier: str, *, municipality: str, by: User
    ) -> None:
        subject = f"comment:{identifier}"
        self._audit.append(connection, AuditEvent(action, f"user:{by.name}", subject, municipality))


def new_identifier() -> str:
    """Make the identifier of a new comment."""
    return secrets.token_hex(8)

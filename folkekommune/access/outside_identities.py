"""Who someone is to a provider outside (ID-porten, Feide), and which user that is here.

The provider's name for a person is kept as a digest under a key that does not lie in the database: neither it
nor a national identity number can be read back or guessed from a copy. A person who comes for the first time
gets a reference and no rights. Someone who keeps the users, and knows who gave them the reference, links it
to a user with it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Connection, Engine, delete, insert, select, update

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.directory import find_user, find_user_by_name
from folkekommune.access.sessions import Sessions
from folkekommune.access.tables import outside_identities
from folkekommune.access.users import User
from folkekommune.errors import InputError

REFERENCE_DAYS = 14
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no letter that looks like a digit
_HALF = 4


@dataclass(frozen=True)
class OutsideIdentity:
    """A person as a provider knows them. ``issuer`` and ``subject`` are never stored or logged.

    :param provider: what the installation calls the provider.
    """

    provider: str
    issuer: str = field(repr=False)
    subject: str = field(repr=False)


@dataclass(frozen=True)
class Linked:
    """A user who has been linked, and what with."""

    user: User
    provider: str


class OutsideIdentities:
    """Find the users of outside identities, and link and unlink them."""

    def __init__(
        self,
        engine: Engine,
        key: bytes,
        *,
        sessions: Sessions,
        audit: AuditTrail,
        clock: Clock = utc_now,
    ) -> None:
        self._engine = engine
        self._key = key
        self._sessions = sessions
        self._audit = audit
        self._clock = clock

    def find(self, connection: Connection, identity: OutsideIdentity) -> User | str | None:
        """Give the user someone is, or the reference they can be linked with; nothing if the user is closed.

        Who comes again before they are linked has the reference they had, unless it is too old.
        """
        digest, now = self._digest(identity), self._clock()
        connection.execute(
            delete(outside_identities).where(
                outside_identities.c.user_id.is_(None),
                outside_identities.c.seen_at < now - timedelta(days=REFERENCE_DAYS),
            )
        )
        row = connection.execute(
            select(outside_identities).where(outside_identities.c.digest == digest)
        ).first()
        if row is None:
            reference = _new_reference()
            connection.execute(
                insert(outside_identities).values(
                    digest=digest, provider=identity.provider, reference=reference, seen_at=now
                )
            )
            return _written(reference)
        if row.user_id is None:
            return _written(row.reference)
        return find_user(connection, row.user_id)

    def link(self, name: str, reference: str, *, by: str) -> Linked:
        """Let the person who was given a reference log in as a user.

        :raises InputError: when there is no such user, or no such reference, or it is too old or used.
        """
        with writing(self._engine) as connection:
            user = _user(connection, name)
            row = connection.execute(
                select(outside_identities).where(
                    outside_identities.c.reference == _plain(reference),
                    outside_identities.c.seen_at >= self._clock() - timedelta(days=REFERENCE_DAYS),
                )
            ).first()
            if row is None:
                raise InputError("oidc.unknown-reference", days=REFERENCE_DAYS)
            connection.execute(
                update(outside_identities)
                .where(outside_identities.c.digest == row.digest)
                .values(user_id=user.identifier, reference=None)
            )
            self._audit.append(connection, _event("user-link", by, user, provider=row.provider))
            return Linked(user, row.provider)

    def unlink(self, name: str, *, by: str) -> int:
        """Take every outside identity from a user and end their sessions; give how many there were.

        :raises InputError: when there is no such user.
        """
        with writing(self._engine) as connection:
            user = _user(connection, name)
            of_user = outside_identities.c.user_id == user.identifier
            providers = connection.scalars(select(outside_identities.c.provider).where(of_user)).all()
            connection.execute(delete(outside_identities).where(of_user))
            self._sessions.end_all_of(connection, user.identifier)
            for provider in providers:
                self._audit.append(connection, _event("user-unlink", by, user, provider=provider))
            return len(providers)

    def providers_of(self, user_id: int) -> tuple[str, ...]:
        """Give the providers a user is linked with, by name."""
        query = select(outside_identities.c.provider).where(outside_identities.c.user_id == user_id)
        with self._engine.connect() as connection:
            return tuple(sorted(connection.scalars(query)))

    def _digest(self, identity: OutsideIdentity) -> str:
        # The lengths keep two identities apart whatever letters they hold.
        written = f"{len(identity.issuer)}:{identity.issuer}{identity.subject}"
        return hmac.new(self._key, written.encode(), sha256).hexdigest()


def _user(connection: Connection, name: str) -> User:
    user = find_user_by_name(connection, name.strip().casefold())
    if user is None:
        raise InputError("access.unknown-user", name=name)
    return user


def _event(action: str, by: str, user: User, *, provider: str) -> AuditEvent:
    return AuditEvent(action, by, f"user:{user.name}/provider:{provider}")


def _new_reference() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(2 * _HALF))


def _written(reference: str) -> str:
    return f"{reference[:_HALF]}-{reference[_HALF:]}"


def _plain(reference: str) -> str:
    return reference.strip().replace("-", "").replace(" ", "").upper()

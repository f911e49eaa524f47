"""The audit trail: who did what, when; append-only, each row sealed to the one before it.

A row's digest is an HMAC over its own content and the digest before it, under a key that does not
lie in the database. Whoever can write to the file can therefore neither change, insert, reorder nor
remove a row in the middle unseen. A cut tail is found by comparing with a head noted elsewhere
(:meth:`AuditTrail.head`). No event can hold a data value: its fields are a closed list of codes.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, Engine, desc, insert, select

from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.database import writing
from folkekommune.access.tables import audit_trail

GENESIS = "0" * 64
_ROWS_AT_A_TIME = 500
_LONGEST_CODE = 160
_CODE = re.compile(r"[\w.:/@+-]{0,160}")
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{11}(?!\d)")
# A run's id or a digest may hold eleven digits in a row by chance: one digest in 24 does.
_DIGEST = re.compile(r"(?<!\w)(?:[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{64})(?!\w)")


@dataclass(frozen=True)
class AuditEvent:
    """What happened. Every field is a code, a name or a hash; ``milliseconds`` is how long it took.

    :param purpose: the purpose of the project, as the reference of its processing record (:func:`code_of`).
    """

    action: str
    actor: str = "system"
    subject: str = ""
    municipality: str = ""
    project: str = ""
    release: str = ""
    policy: str = ""
    script_hash: str = ""
    result_hash: str = ""
    rules: tuple[str, ...] = ()
    milliseconds: int = 0
    purpose: str = ""

    def __post_init__(self) -> None:
        for value in asdict(self).values():
            for code in value if isinstance(value, tuple) else (str(value),):
                if not _CODE.fullmatch(code) or _IDENTITY_NUMBER.search(_DIGEST.sub("", code)):
                    raise ValueError("An audit event holds codes only.")


@dataclass(frozen=True)
class Verification:
    """What :meth:`AuditTrail.verify` found; ``broken_at`` is the first row that does not hold."""

    rows: int
    head: str
    broken_at: int | None = None

    @property
    def holds(self) -> bool:
        """Say whether the trail is whole."""
        return self.broken_at is None


@dataclass(frozen=True)
class AuditRow:
    """A row of the trail, as an auditor reads it."""

    sequence: int
    at: str
    event: AuditEvent
    digest: str = ""


class AuditTrail:
    """Append to and verify the trail."""

    def __init__(self, engine: Engine, key: bytes, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._key = key
        self._clock = clock

    def record(self, event: AuditEvent) -> None:
        """Append an event in a transaction of its own."""
        with writing(self._engine) as connection:
            self.append(connection, event)

    def append(self, connection: Connection, event: AuditEvent) -> None:
        """Append an event in the transaction of the change it tells of, so that both or none happen."""
        last = connection.execute(
            select(audit_trail.c.sequence, audit_trail.c.digest)
            .order_by(desc(audit_trail.c.sequence))
            .limit(1)
        ).first()
        sequence, previous = (last.sequence + 1, last.digest) if last else (1, GENESIS)
        at = self._clock().isoformat(timespec="microseconds")
        content = json.dumps(asdict(event), sort_keys=True, ensure_ascii=False)
        connection.execute(
            insert(audit_trail).values(
                sequence=sequence,
                at=at,
                event=content,
                previous=previous,
                digest=self._digest(sequence, at, content=content, previous=previous),
            )
        )

    def head(self) -> str:
        """Give ``<rows>:<digest>`` of the last row, to be noted outside the database."""
        found = self.verify()
        return f"{found.rows}:{found.head}"

    def verify(self, noted_head: str | None = None) -> Verification:
        """Go through the whole trail. With a head noted earlier, also see that nothing was cut off."""
        return self.verify_against((noted_head,) if noted_head else ())

    def verify_against(self, noted_heads: Iterable[str]) -> Verification:
        """Go through the whole trail, and see that it holds every row that was noted elsewhere, as it was."""
        noted: dict[int, set[str]] = {}
        for head in noted_heads:
            row_number, _, digest_noted = head.partition(":")
            noted.setdefault(int(row_number), set()).add(digest_noted)
        noted.pop(0, None)  # an empty trail says nothing
        previous, expected = GENESIS, 1
        with self._engine.connect() as connection:
            for row in connection.execute(select(audit_trail).order_by(audit_trail.c.sequence)):
                digest = self._digest(row.sequence, row.at, content=row.event, previous=previous)
                whole = row.sequence == expected and row.previous == previous and row.digest == digest
                if not whole or noted.get(row.sequence, {digest}) != {digest}:
                    return Verification(rows=expected - 1, head=previous, broken_at=expected)
                previous, expected = row.digest, expected + 1
        if expected - 1 < max(noted, default=0):
            return Verification(rows=expected - 1, head=previous, broken_at=expected)
        return Verification(rows=expected - 1, head=previous)

    def rows(self, *conditions: ColumnElement[bool], newest_first: bool = False) -> Iterator[AuditRow]:
        """Give every row that meets the conditions, read some at a time.

        Nothing is held open between one lot and the next, so who stops half-way leaves nothing behind.
        """
        sequence = audit_trail.c.sequence
        query = select(audit_trail).where(*conditions).limit(_ROWS_AT_A_TIME)
        query = query.order_by(desc(sequence) if newest_first else sequence)
        onwards = query
        while True:
            with self._engine.connect() as connection:
                found = connection.execute(onwards).all()
            for row in found:
                yield AuditRow(row.sequence, row.at, _event(row.event), row.digest)
            if len(found) < _ROWS_AT_A_TIME:
                return
            last = found[-1].sequence
            onwards = query.where(sequence < last if newest_first else sequence > last)

    def latest(self, limit: int = 200) -> tuple[AuditRow, ...]:
        """Give the latest events, newest first."""
        query = select(audit_trail).order_by(desc(audit_trail.c.sequence)).limit(limit)
        with self._engine.connect() as connection:
            return tuple(
                AuditRow(row.sequence, row.at, _event(row.event)) for row in connection.execute(query)
            )

    def about(self, action: str, subject: str) -> tuple[AuditEvent, ...]:
        """Give the events of an action on a subject, oldest first."""
        written = f'"subject": {json.dumps(subject, ensure_ascii=False)}'
        query = select(audit_trail.c.event).where(audit_trail.c.event.contains(written, autoescape=True))
        with self._engine.connect() as connection:
            found = (
                _event(content) for content in connection.scalars(query.order_by(audit_trail.c.sequence))
            )
            return tuple(event for event in found if (event.action, event.subject) == (action, subject))

    def of_action(self, action: str) -> tuple[AuditEvent, ...]:
        """Give the events of an action, oldest first."""
        written = f'"action": {json.dumps(action)}'
        query = select(audit_trail.c.event).where(audit_trail.c.event.contains(written, autoescape=True))
        with self._engine.connect() as connection:
            return tuple(map(_event, connection.scalars(query.order_by(audit_trail.c.sequence))))

    def _digest(self, sequence: int, at: str, *, content: str, previous: str) -> str:
        message = "\n".join((str(sequence), at, content, previous))
        return hmac.new(self._key, message.encode(), sha256).hexdigest()


def code_of(reference: str) -> str:
    """Make a code of a reference that people wrote, so that it can stand in an event.

    >>> code_of("DPIA 2026/12, rev. 3")
    'DPIA-2026/12-rev.-3'
    """
    code = re.sub(r"[^\w.:/@+-]+", "-", reference)[:_LONGEST_CODE]
    return re.sub(r"\d{11,}", "-", code)


def _event(content: str) -> AuditEvent:
    fields = json.loads(content)
    return AuditEvent(**{**fields, "rules": tuple(fields["rules"])})

"""Two persons' yes to an export. The audit trail is the record of it, so that none can be slipped in.

An approval is for exactly one export: these datasets of this version, from these municipalities, to the
holder of this key. Anything else needs new approvals.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.checks import check_can_approve_export, check_can_export
from folkekommune.access.users import User
from folkekommune.errors import PermissionRefused

APPROVERS_NEEDED = 2
"""Besides the one who exports."""

_APPROVE, _EXPORT = "export-approve", "dataset-export"


@dataclass(frozen=True)
class ExportRequest:
    """An export that is asked for.

    :param datasets: their names, :param receiver: the digest of the receiver's public key.
    """

    databank: str
    version: str
    municipalities: tuple[str, ...]
    datasets: tuple[str, ...]
    receiver: str

    @property
    def identifier(self) -> str:
        """What the audit trail knows it by."""
        content = json.dumps(asdict(self), sort_keys=True)
        return sha256(content.encode()).hexdigest()[:32]

    @property
    def subject(self) -> str:
        """The subject of its events."""
        return f"export:{self.identifier}"


class ExportApprovals:
    """Give approvals, and see who gave them."""

    def __init__(self, audit: AuditTrail) -> None:
        self._audit = audit

    def approve(self, request: ExportRequest, *, user: User) -> tuple[str, ...]:
        """Approve an export; approving again changes nothing. Give everyone who has approved it.

        :raises PermissionRefused: for anyone but stewards of every municipality in it.
        """
        for municipality in request.municipalities:
            check_can_approve_export(user, municipality)
        if user.name not in self.approvers(request):
            self._note(_APPROVE, request, user)
        return self.approvers(request)

    def approvers(self, request: ExportRequest) -> tuple[str, ...]:
        """List who has approved, each once.

        :raises PermissionRefused: ``access.audit-broken`` when the trail is not whole.
        """
        if not self._audit.verify().holds:
            raise PermissionRefused("access.audit-broken")
        events = self._audit.about(_APPROVE, request.subject)
        return tuple(sorted({event.actor.removeprefix("user:") for event in events}))

    def check(self, request: ExportRequest, *, user: User) -> tuple[str, ...]:
        """Refuse an export that too few others have approved; give those who have.

        :raises PermissionRefused: ``access.no-permission-in`` for who may not export,
            ``access.own-export`` when one's own approval would have to count, ``access.two-approvers``.
        """
        for municipality in request.municipalities:
            check_can_export(user, municipality)
        approvers = self.approvers(request)
        others = tuple(name for name in approvers if name != user.name)
        if len(others) < APPROVERS_NEEDED:
            own = len(approvers) >= APPROVERS_NEEDED
            raise PermissionRefused("access.own-export" if own else "access.two-approvers")
        return others

    def note_export(self, request: ExportRequest, *, user: User | None) -> None:
        """Write in the trail that the export was made."""
        self._note(_EXPORT, request, user)

    def _note(self, action: str, request: ExportRequest, user: User | None) -> None:
        actor = f"user:{user.name}" if user else "system"
        self._audit.record(
            AuditEvent(
                action,
                actor,
                request.subject,
                municipality="+".join(request.municipalities),
                release=f"{request.databank}:{request.version}",
            )
        )


def request_of(
    databank: str, version: str, *, municipalities: Sequence[str], datasets: Sequence[str], receiver: str
) -> ExportRequest:
    """Put a request together; the order of names does not matter."""
    return ExportRequest(
        databank, version, tuple(sorted(set(municipalities))), tuple(sorted(set(datasets))), receiver
    )

"""Take official tables in, list them, and take them out of use. Each step is noted in the audit trail.

Official figures are open to all, so a table serves every municipality of the home; a steward of any of them
may take one in. Nothing of a table is ever added to what was counted from deliveries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from folkekommune.access.audit import AuditEvent
from folkekommune.access.checks import check_can_load_delivery
from folkekommune.access.clock import Clock, utc_now
from folkekommune.access.users import User
from folkekommune.disclosure.policy import Policy
from folkekommune.errors import UsageError
from folkekommune.official.descriptions import Description
from folkekommune.official.library import OfficialTables, Receipt
from folkekommune.official.pending import Pending
from folkekommune.official.preparing import Prepared, prepare
from folkekommune.services.outside_check import Beside
from folkekommune.settings import Mode


@dataclass(frozen=True)
class Fetched:
    """What the one who brings a file says of it.

    :param day: when it was fetched, :param licence: where the description does not know it.
    :param unprotected: whether the figures are not open to all, so that small counts are ours to hide.
    """

    day: date
    licence: str = ""
    unprotected: bool = False


@dataclass(frozen=True)
class Kept:
    """A table in use with its description; ``None`` where none fits it any more."""

    receipt: Receipt
    description: Description | None


@dataclass(frozen=True)
class Outside:
    """Our own published counts beside official ones (V1).

    :param beside: gives them for a databank and municipality, :param limit: gives how many percent they may
        differ, or ``None`` where the databank does not declare the check.
    """

    beside: Callable[[str, str], Sequence[Beside]]
    limit: Callable[[str], float | None]


NOTHING_OUTSIDE = Outside(lambda _databank, _municipality: (), lambda _databank: None)
"""No counts to compare."""


class OfficialDesk:
    """The use cases on official tables.

    :param descriptions: gives the descriptions of a databank by code.
    """

    def __init__(
        self,
        tables: OfficialTables,
        descriptions: Callable[[str], Mapping[str, Description]],
        *,
        policy: Policy,
        mode: Mode,
        audit: Callable[[AuditEvent], None],
        pending: Pending,
        outside: Outside = NOTHING_OUTSIDE,
        clock: Clock = utc_now,
    ) -> None:
        self._tables = tables
        self._descriptions = descriptions
        self._policy = policy
        self._mode = mode
        self._audit = audit
        self._clock = clock
        self._outside = outside
        self.pending = pending

    def descriptions(self, databank: str) -> tuple[Description, ...]:
        """List what tables a databank knows, by code."""
        return tuple(each for _, each in sorted(self._descriptions(databank).items()))

    def listed(self, databank: str) -> tuple[Kept, ...]:
        """List the tables in use."""
        known = self._descriptions(databank)
        return tuple(
            Kept(receipt, _fitting(known.get(receipt.code), receipt))
            for receipt in self._tables.current()
            if receipt.databank == databank
        )

    def limit(self, databank: str) -> float | None:
        """Give how many percent our own counts may differ from official ones (V1); none without the check."""
        return self._outside.limit(databank)

    def beside(self, databank: str, municipality: str) -> tuple[Beside, ...]:
        """Give our own published counts that official tables have too; none where V1 is not declared."""
        if self.limit(databank) is None:
            return ()
        return tuple(self._outside.beside(databank, municipality))

    def preview(self, databank: str, code: str, written: bytes, *, fetched: Fetched) -> Prepared:
        """Tell what is understood of a file; nothing is kept.

        :raises UsageError: ``official.unknown-code`` or ``official.licence-needed``.
        :raises InputError: when the file is no such table.
        """
        known = self._descriptions(databank)
        if code not in known:
            raise UsageError("official.unknown-code", table=code, known=", ".join(sorted(known)))
        prepared = prepare(written, known[code], self._policy, unprotected=fetched.unprotected)
        if prepared.cube.invented and self._mode is Mode.PRODUCTION:
            raise UsageError("official.invented")
        if not (fetched.licence or known[code].origin.licence or prepared.cube.invented):
            raise UsageError("official.licence-needed", table=code)
        return prepared

    def keep(self, prepared: Prepared, *, fetched: Fetched, by: str, municipality: str = "") -> Receipt:
        """Keep a table as the next version; from then on it is in use."""
        description, cube = prepared.description, prepared.cube
        origin = description.origin
        invented = "–" if cube.invented else ""
        receipt = Receipt(
            databank=description.databank,
            code=description.code,
            number=0,
            description=description.version,
            title=cube.title,
            source=(cube.source or cube.title) if cube.invented else f"{origin.name}, {origin.where}",
            licence=invented or fetched.licence or origin.licence,
            address="" if cube.invented else origin.address,
            updated=cube.updated,
            fetched=fetched.day.isoformat(),
            checksum=prepared.checksum,
            invented=cube.invented,
            kept_at=self._clock().isoformat(timespec="seconds"),
            kept_by=by,
            figures=len(prepared.figures),
        )
        kept = self._tables.keep(receipt, prepared.figures)
        self._audit(AuditEvent("official-kept", actor=by, municipality=municipality, release=kept.name))
        return kept

    def remove(self, databank: str, code: str, *, by: str) -> Receipt:
        """Take a table out of use.

        :raises UsageError: ``official.not-kept``.
        """
        removed = self._tables.remove(databank, code)
        self._audit(AuditEvent("official-removed", actor=by, release=removed.name))
        return removed


def check_can_bring(user: User, municipality: str) -> None:
    """Refuse everyone but the municipality's stewards."""
    check_can_load_delivery(user, municipality)


def _fitting(description: Description | None, receipt: Receipt) -> Description | None:
    return description if description and description.version == receipt.description else None

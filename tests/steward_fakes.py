"""Invented deliveries and releases for the stewards' pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from folkekommune.access.approvals import Approvals
from folkekommune.access.audit import AuditTrail
from folkekommune.access.database import open_control_database
from folkekommune.disclosure.ledger import Ledger
from folkekommune.keys import Keys
from folkekommune.published.prepared import Preparations
from folkekommune.published.publications import Publications
from folkekommune.services.publishing import Publishing
from folkekommune.services.stewardship import MadeRelease, Shelf, Stewardship

SUMMARY = {
    "mapping": "bred_csv",
    "rows": 2040,
    "loaded": 2027,
    "answers": 38204,
    "persons": 967,
    "repaired": {"leading-zero": 8},
    "quarantined": {"identity-control-digits": 13},
    "excluded": {},
    "checks": [
        {"check": "C1", "applicable": 52693, "violating": 2, "percent": 0.0038, "passed": False},
        {"check": "P1", "applicable": 2038, "violating": 4, "percent": 0.1963, "passed": True},
    ],
}


@dataclass(frozen=True)
class FakeDelivery:
    """A delivery as the draft gives it."""

    identity: str
    loaded_at: str
    summary: Mapping[str, Any] = field(default_factory=lambda: SUMMARY, hash=False)


BERGEN_DELIVERY = FakeDelivery("a1b2c3d4e5f6" + "0" * 52, "2026-05-17T08:30:00+00:00")
ALVER_DELIVERY = FakeDelivery("ffffffffffff" + "0" * 52, "2026-05-18T08:30:00+00:00")


def stewardship(
    folder: Path,
    make_release: Callable[[str], None] = lambda _: None,
    withdraw_part: Callable[[str], None] = lambda _: None,
) -> Stewardship:
    """Make the use cases on invented deliveries: one in Bergen, one in Alver."""
    keys = Keys(b"k" * 32)
    engine = open_control_database(folder / "steward.sqlite")
    audit = AuditTrail(engine, b"a key for tests")
    publishing = Publishing(
        Publications(folder / "published"),
        Preparations(folder / "ledger", keys),
        Approvals(engine, audit=audit),
        Ledger(folder / "ledger" / "ledger.sqlite", keys),
        audit,
    )
    deliveries = {"4601": [BERGEN_DELIVERY], "4631": [ALVER_DELIVERY]}
    return Stewardship(
        Shelf(
            databank="no.folkekommune.helseprofil",
            deliveries=lambda municipality: deliveries.get(municipality, []),
            releases=lambda: [
                MadeRelease("1.0.0", date(2026, 5, 17), ("4601", "4631")),
                MadeRelease("0.9.0", date(2026, 4, 1), ("4631",)),
            ],
            make_release=make_release,
            withdraw_part=withdraw_part,
            publishing=publishing,
        )
    )

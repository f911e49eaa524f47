"""The quality report of a draft or a release: what came in, what is wrong, and what it touches.

Everything in it has gone through disclosure control (``disclosure.steward_tables``): it names places and
counts in bands, never a person. It is for the municipality's own stewards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from folkekommune.access.audit import AuditEvent
from folkekommune.access.checks import check_can_read_quality
from folkekommune.access.users import User
from folkekommune.catalogue.model import Databank
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeTable, to_plain
from folkekommune.indicators.definition import Definition
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.ingest.review.outcome import Observation
from folkekommune.services.quality_sections import SECTIONS
from folkekommune.services.quality_touched import Touched, touched_indicators


@dataclass(frozen=True)
class QualityFacts:
    """What a report is made of, handed over by the wiring. Nothing of it leaves but through the report.

    :param release: the version, or empty for the draft.
    :param loads: when each delivery was loaded, and what its loader counted, oldest first.
    """

    databank: Databank
    municipality: str
    release: str
    loads: Sequence[tuple[str, Mapping[str, Any]]]
    observations: Sequence[Observation]
    declaration: Declaration
    definitions: Sequence[Definition]


@dataclass(frozen=True)
class QualityReport:
    """A report: protected tables by section, and the indicators that what was found touches.

    :param indicators: how many there are in all.
    """

    databank: str
    municipality: str
    release: str
    policy: str
    sections: dict[str, SafeTable] = field(hash=False)
    touched: tuple[Touched, ...]
    indicators: int


def build_quality_report(facts: QualityFacts, policy: Policy) -> QualityReport:
    """Build the report; every table in it is protected."""
    return QualityReport(
        databank=facts.databank.name,
        municipality=facts.municipality,
        release=facts.release,
        policy=policy.label,
        sections={name: build(facts, policy) for name, build in SECTIONS.items()},
        touched=touched_indicators(facts.observations, facts.definitions, facts.declaration),
        indicators=len(facts.definitions),
    )


def read_quality_report(
    user: User,
    facts: Callable[[], QualityFacts],
    policy: Policy,
    *,
    municipality: str,
    audit: Callable[[AuditEvent], None],
) -> QualityReport:
    """Give the report to a steward of the municipality.

    :raises PermissionRefused: for anyone else.
    """
    check_can_read_quality(user, municipality)
    report = build_quality_report(facts(), policy)
    audit(
        AuditEvent(
            "quality-read",
            actor=str(user.identifier),
            municipality=municipality,
            release=report.release,
            policy=policy.label,
        )
    )
    return report


def report_as_data(report: QualityReport) -> dict[str, Any]:
    """Give a report as plain data."""
    return {
        "databank": report.databank,
        "municipality": report.municipality,
        "release": report.release or None,
        "policy": report.policy,
        "indicators": report.indicators,
        "touched": [{"indicator": one.code, "checks": list(one.checks)} for one in report.touched],
        "sections": {name: to_plain(table) for name, table in report.sections.items()},
    }

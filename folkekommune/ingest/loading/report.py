"""What a load came to, in numbers: rows and answers, repairs by rule, quarantine by reason, checks.

Every name in it has a text in ``texts/ingest.toml``: ``rule-…``, ``reason-…``, ``excluded-…``, ``noted-…``,
``remark-…`` and ``check-…``. It is for the delivering municipality's own stewards.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from folkekommune.ingest.cells.batch import Remark
from folkekommune.ingest.quality import Finding
from folkekommune.ingest.quality.thresholds import Threshold


@dataclass(frozen=True)
class CheckResult:
    """What one check came to over the whole delivery."""

    check: str
    category: str
    context: str
    severity: str
    threshold: float
    applicable: int
    violating: int
    repaired: int
    excluded: int
    quarantined: int

    @property
    def percent(self) -> float:
        """How many percent of what was looked at is against the rule."""
        return 100 * self.violating / self.applicable if self.applicable else 0.0

    @property
    def passed(self) -> bool:
        """Whether that is within the threshold."""
        return self.percent <= self.threshold


@dataclass
class Tally:
    """Counts while a load runs."""

    rows: int = 0
    loaded: int = 0
    withdrawn: int = 0
    merged: int = 0
    answers: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    checks: dict[str, Counter[str]] = field(default_factory=dict)
    remarks: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add_finding(self, finding: Finding, quarantined: Counter[str]) -> None:
        """Count what a check found, and the rows it really stopped."""
        self.repaired.update(finding.repaired)
        self.excluded.update(finding.excluded)
        self.noted.update(finding.noted)
        self.quarantined.update(quarantined)
        check = self.checks.setdefault(finding.check, Counter())
        check["applicable"] += finding.applicable
        check["violating"] += finding.violating
        check["repaired"] += sum(finding.repaired.values())
        check["excluded"] += sum(finding.excluded.values())
        check["quarantined"] += quarantined.total()

    def add_remarks(self, remarks: tuple[Remark, ...]) -> None:
        """Count what was remarked about the files."""
        self.remarks.update((remark.kind, remark.file, remark.field) for remark in remarks)


@dataclass(frozen=True)
class LoadReport:
    """What a load came to.

    :param unchanged: the same delivery was loaded before, so nothing was done.
    """

    databank: str
    municipality: str
    mapping: str
    identity: str
    unchanged: bool
    files: int
    rows: int = 0
    loaded: int = 0
    withdrawn: int = 0
    merged: int = 0
    answers: int = 0
    persons: int = 0
    repaired: dict[str, int] = field(default_factory=dict, hash=False)
    quarantined: dict[str, int] = field(default_factory=dict, hash=False)
    excluded: dict[str, int] = field(default_factory=dict, hash=False)
    noted: dict[str, int] = field(default_factory=dict, hash=False)
    checks: tuple[CheckResult, ...] = ()
    remarks: tuple[Remark, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the report as plain data."""
        content = asdict(self)
        content["checks"] = [
            asdict(check) | {"percent": round(check.percent, 4), "passed": check.passed}
            for check in self.checks
        ]
        content["remarks"] = [asdict(remark) for remark in self.remarks]
        return content


def check_results(tally: Tally, thresholds: dict[str, Threshold]) -> tuple[CheckResult, ...]:
    """Hold the counts of each check against its threshold, in the order of ``quality.toml``."""
    return tuple(
        CheckResult(
            check=name,
            category=threshold.category,
            context=threshold.context,
            severity=threshold.severity,
            threshold=threshold.percent,
            applicable=tally.checks[name]["applicable"],
            violating=tally.checks[name]["violating"],
            repaired=tally.checks[name]["repaired"],
            excluded=tally.checks[name]["excluded"],
            quarantined=tally.checks[name]["quarantined"],
        )
        for name, threshold in thresholds.items()
        if name in tally.checks
    )

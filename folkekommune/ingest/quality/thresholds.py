"""The catalogue of checks: what each one is, and which limits ``quality.toml`` states for it.

Ids and meanings are those of the catalogue of checks (indicators.md, section 6). Every number stands in the
databank's ``quality.toml``. A check that a databank does not declare is not run on it; those every load does
must be declared, and those that what else is declared asks for: of units only where mistakes of unit are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from folkekommune.ingest.mappings.toml_tables import TomlTable

CATEGORIES = ("conformance", "completeness", "plausibility")
CONTEXTS = ("verification", "validation")
SEVERITIES = ("stop", "quarantine", "exclude", "warn", "describe")

REQUIRED = ("C1", "C2", "C5", "P1", "P6", "P9")
_MAY_BE_WITHOUT_LIMITS = ("P3",)
LIMITS: dict[str, tuple[str, ...]] = {
    "C1": (),
    "C2": (),
    "C3": (),
    "C4": (),
    "C5": (),
    "M1": ("warn_below", "flag_below", "least"),
    "M2": ("expected", "flag_below"),
    "M3": ("points", "p", "least"),
    "M4": ("spreads", "drop", "months", "least"),
    "M5": ("others_missing", "least"),
    "P1": (),
    "P2": ("beyond",),
    "P3": ("z", "near"),
    "P4": (),
    "P5": (),
    "P6": (),
    "P7": ("beyond",),
    "P8": ("days", "until_days", "site", "far"),
    "P9": (),
    "P10": ("excellent", "good", "acceptable", "least"),
    "P11": ("poor", "least"),
    "P12": ("confidence", "least"),
    "P13": ("p", "boys"),
    "P14": ("confidence", "areas", "least"),
    "P15": (),
    "T1": ("errors", "change"),
    "T2": ("fence",),
    "T3": ("fence",),
    "G1": (),
    "G2": ("warn", "withhold"),
    "V1": ("difference",),
    "S1": (),
}
"""Every check, and the limits it is given beside how many percent may be against it."""


@dataclass(frozen=True)
class Threshold:
    """How serious a check is, how many percent may be against it, and its limits by name."""

    check: str
    category: str
    context: str
    severity: str
    percent: float
    limits: dict[str, float] = field(default_factory=dict, hash=False)

    def __getitem__(self, limit: str) -> float:
        return self.limits[limit]


def read_thresholds(checks: TomlTable) -> dict[str, Threshold]:
    """Read the tables ``[checks.<id>]``.

    :raises InputError: with the file and the key that is wrong.
    """
    found = {name: _threshold(name, checks) for name in checks}
    for name in REQUIRED:
        if name not in found:
            raise checks.fault(name, "ingest.key-missing")
    return found


def _threshold(name: str, checks: TomlTable) -> Threshold:
    if name not in LIMITS:
        raise checks.fault(name, "ingest.check-unknown")
    table = checks.table(name)
    threshold = Threshold(
        check=name,
        category=table.choice("category", CATEGORIES),
        context=table.choice("context", CONTEXTS),
        severity=table.choice("severity", SEVERITIES),
        percent=table.number("percent"),
        # Packages written before the checks over whole drafts state neither z nor nearness for P3.
        limits={
            limit: table.number(limit)
            for limit in LIMITS[name]
            if name not in _MAY_BE_WITHOUT_LIMITS or limit in table
        },
    )
    table.close()
    return threshold

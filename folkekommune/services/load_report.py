"""What a load came to, in words: for the steward at the command line and on the page."""

from __future__ import annotations

from folkekommune.ingest.loading.report import LoadReport
from folkekommune.texts import Language, text


def report_text(report: LoadReport, language: Language) -> str:
    """Write a load report, a line a rule or reason."""
    if report.unchanged:
        return text("services.report-unchanged", language, municipality=report.municipality)
    first = text(
        "services.report-loaded",
        language,
        municipality=report.municipality,
        mapping=report.mapping,
        rows=report.rows,
        loaded=report.loaded,
        quarantined=sum(report.quarantined.values()),
    )
    lines = [first]
    for rule, count in sorted(report.repaired.items()):
        named = text(f"ingest.rule-{rule}", language)
        lines.append(text("services.report-repaired", language, rule=named, count=count))
    for reason, count in sorted(report.quarantined.items()):
        named = text(f"ingest.reason-{reason}", language)
        lines.append(text("services.report-quarantined", language, reason=named, count=count))
    return "\n".join(lines)

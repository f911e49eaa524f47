"""What the pages lack: accessibility statement, contact, and what they are told of the proxy."""

from __future__ import annotations

from collections.abc import Iterator

from folkekommune.operations.checkup.facts import Facts, Level, Remark


def check(facts: Facts) -> Iterator[Remark]:
    """See that the law's statement is there, and that the server knows what stands before it."""
    for entry in facts.installation.municipalities:
        if not entry.accessibility_statement:
            yield Remark("operations.doctor-no-statement", facts.serious, {"municipality": entry.name})
        if not entry.contact:
            yield Remark("operations.doctor-no-contact", Level.RISK, {"municipality": entry.name})
    if not facts.installation.municipalities:
        yield Remark("operations.doctor-no-municipality", Level.RISK, {})
    if facts.in_production and not facts.section("web").get("proxies"):
        yield Remark("operations.doctor-no-proxy", Level.WRONG, {})

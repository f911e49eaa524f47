"""The audit trail as the data-protection officer reads it: one line a call, codes, names and hashes only."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import IO, Any

from folkekommune.access.audit import AuditRow

FIELDS = (
    "sequence",
    "at",
    "action",
    "actor",
    "project",
    "purpose",
    "municipality",
    "release",
    "policy",
    "script_hash",
    "result_hash",
    "rules",
    "milliseconds",
    "subject",
    "digest",
)


def chosen(
    rows: Iterable[AuditRow],
    *,
    since: date | None = None,
    until: date | None = None,
    project: str | None = None,
) -> Iterator[AuditRow]:
    """Choose rows by their day, both days included, and by their project."""
    for row in rows:
        day = date.fromisoformat(row.at[:10])
        if (since and day < since) or (until and day > until):
            continue
        if project is None or row.event.project == project:
            yield row


def as_data(row: AuditRow) -> dict[str, Any]:
    """Give a row as plain data, in the order of :data:`FIELDS`."""
    plain = asdict(row.event) | {"sequence": row.sequence, "at": row.at, "digest": row.digest}
    return {name: plain[name] for name in FIELDS}


def write_json_lines(rows: Iterable[AuditRow], stream: IO[str]) -> int:
    """Write one JSON object a line; give how many."""
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is the count
        stream.write(json.dumps(as_data(row), ensure_ascii=False) + "\n")
    return count


def write_csv(rows: Iterable[AuditRow], stream: IO[str]) -> int:
    """Write a table that a spreadsheet opens; give how many rows.

    No field begins with a sign that a spreadsheet takes for a formula: events hold codes only, and those that
    begin with one get a blank before them.
    """
    writer = csv.writer(stream)
    writer.writerow(FIELDS)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the same
        data = as_data(row)
        data["rules"] = " ".join(data["rules"])
        writer.writerow([_harmless(str(value)) for value in data.values()])
    return count


def _harmless(value: str) -> str:
    return f" {value}" if value[:1] in {"=", "+", "-", "@"} else value

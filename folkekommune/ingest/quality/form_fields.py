"""C3: every field of the form is in the export, under a name that the mapping knows.

A version of the form that the mapping does not know, or a field it does not know, stops the load before any
check. What is left to find is a field that the file does not have: its answers would look like answers
never given.
"""

from __future__ import annotations

from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.finding import Context, Finding

_MISSING = "field-missing"


def check(records: Records, context: Context) -> Finding:  # noqa: ARG001 - all checks are called alike
    """Count the fields of a file, and those that are not there."""
    missing = sum(remark.kind == _MISSING for remark in records.batch.remarks)
    return Finding(check="C3", applicable=len(records.batch.cells) + missing, violating=missing)

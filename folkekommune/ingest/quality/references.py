"""C2, first half: what a row refers to is in the delivery."""

from __future__ import annotations

import numpy as np

from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.quality.finding import Context, Finding


def check(records: Records, context: Context) -> Finding:  # noqa: ARG001 - all checks are called alike
    """Find rows about a person whose record is not in the delivery."""
    missing = np.asarray(records.batch.identity.is_null()) & records.fit
    return Finding(
        check="C2",
        applicable=int(records.fit.sum()),
        violating=int(missing.sum()),
        quarantine={"patient-missing": missing},
    )

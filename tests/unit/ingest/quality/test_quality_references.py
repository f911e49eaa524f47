"""C2, first half: the person a row refers to is in the delivery."""

from __future__ import annotations

import numpy as np
from record_factory import make_context, make_records

from folkekommune.ingest.quality.references import check


def test_a_row_about_no_one_waits():
    finding = check(make_records([{}, {"identity": None}, {"identity": ""}]), make_context())
    assert list(np.flatnonzero(finding.quarantine["patient-missing"])) == [1]
    assert (finding.applicable, finding.violating) == (3, 1)

"""P1: not in the future, not before birth. The load was extracted on 15 January 2024."""

from __future__ import annotations

import numpy as np
from delivery_factory import number
from record_factory import make_context, make_records

from folkekommune.ingest.quality.visit_dates import check


def test_the_days_at_the_edges():
    rows = [
        {"visit_date": "15.01.2024"},
        {"visit_date": "16.01.2024"},
        {"visit_date": "05.03.2018"},  # the day of birth
        {"visit_date": "04.03.2018"},
        {"visit_date": "17.04.1918"},
    ]
    finding = check(make_records(rows), make_context())
    assert list(np.flatnonzero(finding.quarantine["date-in-future"])) == [1]
    assert list(np.flatnonzero(finding.quarantine["date-before-birth"])) == [3, 4]
    assert (finding.applicable, finding.violating) == (5, 3)


def test_the_birth_date_comes_from_the_number():
    """A file that says another day does not make a visit possible."""
    rows = [{"visit_date": "04.03.2018", "birth_date": "01.01.2010", "identity": number("2018-03-05")}]
    assert check(make_records(rows), make_context()).violating == 1

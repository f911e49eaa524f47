"""C4: measurements whose unit no rule explains are counted, and kept."""

from __future__ import annotations

import pytest
from record_factory import make_context, make_records

from folkekommune.ingest.quality.units import check

FOUR_YEARS = {"visit_date": "15.03.2022"}


@pytest.mark.parametrize(
    ("cells", "violating"),
    [
        ({"VEKT_KG": "17,3", "HOYDE_CM": "104"}, 0),
        ({"VEKT_KG": "17,3", "HOYDE_CM": "60"}, 1),
        ({"VEKT_KG": "700", "HOYDE_CM": "1600"}, 2),
        ({"VEKT_KG": "", "HOYDE_CM": "104"}, 0),
    ],
)
def test_what_no_unit_makes_usual_is_told(cells, violating):
    records = make_records([FOUR_YEARS | cells], occasion="A4")
    finding = check(records, make_context())
    assert finding.violating == violating
    assert finding.noted == ({"unit-not-told": violating} if violating else {})
    assert finding.items == {}

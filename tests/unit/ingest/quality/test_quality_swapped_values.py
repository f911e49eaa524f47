"""P4: weight and height change places only when both are unusual as written and usual swapped."""

from __future__ import annotations

from record_factory import make_context, make_records

from folkekommune.ingest.quality.swapped_values import check

FOUR_YEARS = {"visit_date": "15.03.2022"}


def test_swapped_measures_change_places():
    rows = [{"VEKT_KG": "104,0", "HOYDE_CM": "17,3"}, {"VEKT_KG": "17,3", "HOYDE_CM": "104,0"}]
    finding = check(make_records([FOUR_YEARS | row for row in rows], occasion="A4"), make_context())
    assert list(finding.items["VEKT_KG"].values) == [17.3, 17.3]
    assert list(finding.items["HOYDE_CM"].values) == [104.0, 104.0]
    assert finding.repaired == {"swapped": 1}
    assert [(repair.item, list(repair.rows), list(repair.old)) for repair in finding.repairs] == [
        ("VEKT_KG", [0], [104.0]),
        ("HOYDE_CM", [0], [17.3]),
    ]


def test_one_unusual_measure_is_no_swap():
    rows = [
        {"VEKT_KG": "104,0", "HOYDE_CM": "104,0"},
        {"VEKT_KG": "17,3", "HOYDE_CM": "17,3"},
        {"VEKT_KG": "104,0", "HOYDE_CM": ""},
        {"VEKT_KG": "5,0", "HOYDE_CM": "250"},
    ]
    finding = check(make_records([FOUR_YEARS | row for row in rows], occasion="A4"), make_context())
    assert finding.items == {}
    assert finding.applicable == 3

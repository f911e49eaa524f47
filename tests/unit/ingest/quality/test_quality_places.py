"""C5: municipality and district in the codes of 2024."""

from __future__ import annotations

import numpy as np
from record_factory import make_context, make_records

from folkekommune.ingest.quality.places import check


def values(column) -> list[str | None]:
    return [
        column.words[value] if there else None
        for value, there in zip(column.values, column.present, strict=True)
    ]


def test_without_a_column_everyone_lives_in_the_delivering_municipality():
    finding = check(make_records([{"BYDEL": "Årstad"}, {"BYDEL": "Fana"}, {"BYDEL": ""}]), make_context())
    assert values(finding.items["KOMMUNE"]) == ["4601"] * 3
    assert values(finding.items["BYDEL"]) == ["460107", "460103", None]
    assert finding.violating == 0
    assert finding.noted == {"municipality-elsewhere": 0, "district-unknown": 0}


def test_old_numbers_lead_to_those_of_2024_whatever_the_date():
    rows = [
        {"KOMMUNE": "1201", "BYDEL": "Årstad"},
        {"KOMMUNE": "1201", "BYDEL": "Årstad", "visit_date": "17.04.2023"},
        {"KOMMUNE": "4601", "BYDEL": "120107"},
    ]
    finding = check(make_records(rows), make_context())
    assert values(finding.items["KOMMUNE"]) == ["4601"] * 3
    assert values(finding.items["BYDEL"]) == ["460107"] * 3
    assert finding.repaired == {"old-municipality": 2}


def test_another_municipality_is_kept_and_told():
    finding = check(
        make_records([{"KOMMUNE": "4631"}, {"KOMMUNE": "1263"}, {"KOMMUNE": "4601"}]), make_context()
    )
    assert values(finding.items["KOMMUNE"]) == ["4631", "4631", "4601"]  # Lindås, 1263, became part of Alver
    assert finding.noted["municipality-elsewhere"] == 2
    assert finding.violating == 0
    assert not any(rows.any() for rows in finding.quarantine.values())


def test_an_unknown_number_waits():
    finding = check(
        make_records([{"KOMMUNE": "4601"}, {"KOMMUNE": "9876"}, {"KOMMUNE": "Bergen"}]), make_context()
    )
    assert list(np.flatnonzero(finding.quarantine["municipality-unknown"])) == [1, 2]
    assert finding.violating == 2


def test_a_district_that_cannot_be_told_is_left_unknown():
    rows = [{"BYDEL": "Ã…rstad"}, {"BYDEL": "Sagene"}, {"BYDEL": "Atlantis"}]
    finding = check(make_records(rows), make_context())
    assert values(finding.items["BYDEL"]) == ["460107", None, None]
    assert finding.noted["district-unknown"] == 2
    assert not any(rows.any() for rows in finding.quarantine.values())


def test_a_district_belongs_to_its_own_municipality():
    rows = [{"KOMMUNE": "0301", "BYDEL": "Sagene"}, {"KOMMUNE": "4631", "BYDEL": "Årstad"}]
    finding = check(make_records(rows), make_context())
    assert values(finding.items["BYDEL"]) == ["030103", None]


def test_a_municipality_without_districts():
    finding = check(make_records([{}, {"BYDEL": ""}]), make_context("4631"))
    assert values(finding.items["KOMMUNE"]) == ["4631", "4631"]
    assert values(finding.items["BYDEL"]) == [None, None]

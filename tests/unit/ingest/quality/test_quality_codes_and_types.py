"""C1: required fields, types and codes."""

from __future__ import annotations

import numpy as np
import pytest
from delivery_factory import number
from record_factory import BOY, make_context, make_records

from folkekommune.ingest.quality.codes_and_types import check


def stopped(finding) -> dict[str, list[int]]:
    return {reason: list(np.flatnonzero(rows)) for reason, rows in finding.quarantine.items() if rows.any()}


def wrong_digit(identity: str) -> str:
    return identity[:10] + str((int(identity[10]) + 1) % 10)


def test_good_rows_have_nothing_against_them():
    finding = check(make_records([{"AMMESTATUS": "Fullammet", "VEKT_KG": "5,02"}] * 3), make_context())
    assert stopped(finding) == {}
    assert finding.violating == 0
    assert finding.applicable == 3 * (3 + 2 + 1)  # three required fields, two answers and a date


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"record": ""}, "record-missing"),
        ({"record": "  "}, "record-missing"),
        ({"identity": ""}, "identity-missing"),
        ({"identity": "12345"}, "identity-form"),
        ({"identity": BOY + "1"}, "identity-form"),
        ({"identity": wrong_digit(BOY)}, "identity-control-digits"),
        ({"visit_date": ""}, "date-missing"),
        ({"visit_date": "31.02.2018"}, "date-unreadable"),
        ({"AMMESTATUS": "Fullammett"}, "code-unknown"),
        ({"VEKT_KG": "fem"}, "number-unreadable"),
        ({"EPDS_SUM": "3,5"}, "number-unreadable"),
    ],
)
def test_a_row_that_cannot_be_understood_waits_under_one_reason(row, reason):
    finding = check(make_records([{}, row, {}]), make_context())
    assert stopped(finding) == {reason: [1]}
    assert finding.violating == 1


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({"AMMESTATUS": "Fullammett"}, [("AMMESTATUS", "code-unknown", [1])]),
        ({"visit_date": "31.02.2018"}, [("visit_date", "date-unreadable", [1])]),
        (
            {"AMMESTATUS": "Fullammett", "VEKT_KG": "fem"},
            [("AMMESTATUS", "code-unknown", [1]), ("VEKT_KG", "number-unreadable", [1])],
        ),
        ({"identity": ""}, []),
    ],
)
def test_the_cells_that_keep_a_row_back_are_named_all_of_them(row, named):
    finding = check(make_records([{"AMMESTATUS": "Fullammet"}, row, {}]), make_context())
    found = [(each.item, each.reason, list(np.flatnonzero(each.rows))) for each in finding.unfit]
    assert sorted(each for each in found if each[2]) == named


def test_slips_that_can_only_mean_one_thing_are_repaired_and_counted():
    records = make_records(
        [
            {"AMMESTATUS": "fullammet "},
            {"AMMESTATUS": "1"},
            {"RYGGLEIE": "x"},
            {"VEKT_KG": "5.02"},
            {"EPDS_SUM": "999"},
            {"identity": BOY[:6] + " " + BOY[6:]},
            {"identity": number("2018-03-05")[:11].lstrip("0")},
        ]
    )
    finding = check(records, make_context())
    assert stopped(finding) == {}
    assert finding.repaired == {
        "blank": 1,
        "label-or-code": 1,
        "known-word": 1,
        "decimal-mark": 1,
        "missing-marker": 1,
        "number-separators": 1,
        "leading-zero": 1,
    }


def test_an_item_of_another_occasion_is_no_matter():
    """SNUS is asked in school, not at six weeks; a connector would have stopped at such a field."""
    finding = check(make_records([{"SNUS": "?"}]), make_context())
    assert stopped(finding) == {}


def test_a_code_is_valid_from_its_first_day():
    """SKJERMTID came on 1 August 2015 (databank.toml); a sentinel is always valid."""
    rows = [
        {"SKJERMTID": "Under 1 time", "visit_date": "31.07.2015"},
        {"SKJERMTID": "Under 1 time", "visit_date": "01.08.2015"},
        {"SKJERMTID": "-", "visit_date": "31.07.2015"},
    ]
    born = number("2013-07-20")
    finding = check(make_records([row | {"identity": born} for row in rows], occasion="A2"), make_context())
    assert stopped(finding) == {"code-not-valid-then": [0]}


def test_withdrawn_rows_are_not_judged():
    records = make_records([{"AMMESTATUS": "?", "identity": ""}], withdrawn=[True])
    assert stopped(check(records, make_context())) == {}

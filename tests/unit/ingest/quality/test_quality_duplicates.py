"""C2 and P9: the same visit comes once, over all batches of a load."""

from __future__ import annotations

import numpy as np
from delivery_factory import number
from record_factory import make_context, make_records

from folkekommune.ingest.quality.duplicates import check

GIRL = number("2018-03-05", 600)


def verdicts(context, rows, **fields) -> str:
    """Write n for a new row, m for a merged one, c for a conflict."""
    records = make_records(rows, **fields)
    finding = check(records, context)
    conflict = finding.quarantine["duplicate-conflict"]
    assert not (finding.merged & conflict).any()
    return "".join("m" if m else "c" if c else "n" for m, c in zip(finding.merged, conflict, strict=True))


def test_the_same_record_twice_is_merged_and_another_answer_is_a_conflict():
    rows = [{"record": "1", "VEKT_KG": "5"}, {"record": "1", "VEKT_KG": "5"}, {"record": "1", "VEKT_KG": "6"}]
    assert verdicts(make_context(), rows) == "nmc"


def test_another_record_of_the_same_visit():
    rows = [
        {"record": "1", "AMMESTATUS": "Fullammet"},
        {"record": "2", "AMMESTATUS": "Fullammet"},
        {"record": "3", "AMMESTATUS": "Ikke ammet"},
        {"record": "4", "AMMESTATUS": "Fullammet", "visit_date": "18.04.2018"},
        {"record": "5", "AMMESTATUS": "Fullammet", "identity": GIRL},
    ]
    assert verdicts(make_context(), rows) == "nmcnn"


def test_a_value_and_no_value_are_different():
    assert verdicts(make_context(), [{"record": "1", "VEKT_KG": "5"}, {"record": "2", "VEKT_KG": ""}]) == "nc"
    zero = [{"record": "1", "EPDS_SUM": "0"}, {"record": "2", "EPDS_SUM": ""}]
    assert verdicts(make_context(), zero) == "nc"


def test_the_same_words_in_another_batch_are_the_same():
    """The words of a batch have numbers of their own, which must not matter."""
    context = make_context()
    assert (
        verdicts(context, [{"record": "1", "ENHET": "B"}, {"record": "9", "identity": GIRL, "ENHET": "A"}])
        == "nn"
    )
    assert verdicts(context, [{"record": "2", "ENHET": "B"}]) == "m"
    assert verdicts(context, [{"record": "3", "ENHET": "A"}]) == "c"


def test_versions_of_a_record_are_not_duplicates():
    rows = [{"record": "1", "VEKT_KG": "5"}, {"record": "1", "VEKT_KG": "6"}, {"record": "1", "VEKT_KG": "6"}]
    assert verdicts(make_context(), rows, version=np.array([1, 2, 2])) == "nnm"


def test_the_same_visit_at_another_occasion_is_another_visit():
    context = make_context()
    assert verdicts(context, [{"record": "1"}], occasion="U6") == "n"
    assert verdicts(context, [{"record": "2"}], occasion="M3") == "n"


def test_withdrawn_rows_are_left_to_the_store():
    rows = [{"record": "1"}, {"record": "1"}]
    assert verdicts(make_context(), rows, withdrawn=[True, False]) == "nn"


def test_many_rows_over_many_batches():
    context = make_context()
    rows = [{"record": str(n), "visit_date": f"{n % 28 + 1:02d}.06.2018"} for n in range(20)]
    assert verdicts(context, rows) == "n" * 20
    again = [row | {"record": str(100 + n)} for n, row in enumerate(rows)]
    assert verdicts(context, again[:7]) == "m" * 7
    assert verdicts(context, again) == "m" * 20


def test_a_broken_export_where_every_record_has_one_id():
    rows = [{"record": "0", "VEKT_KG": "5", "visit_date": f"{n % 28 + 1:02d}.06.2018"} for n in range(60)]
    assert verdicts(make_context(), rows).count("n") == 1

"""The steward's log holds every repair and every value taken out, by row, and the records' own ids."""

from __future__ import annotations

from delivery_factory import number
from record_factory import make_context, make_records

from folkekommune.ingest.loading.inspection import inspect
from folkekommune.ingest.loading.quarantine import (
    Quarantine,
    open_quarantine,
    quarantine_file,
    save_quarantine,
)
from folkekommune.ingest.loading.report import Tally
from folkekommune.keys import Keys

KEYS = Keys(bytes(32))
GIRL = number("2018-03-05", 500)
ROWS = [
    {"record": "r1", "VEKT_KG": "5,1", "AMMESTATUS": "Fullammet"},
    {"record": "r2", "VEKT_KG": "5.2", "AMMESTATUS": "FULLAMMET"},
    {"record": "r3", "VEKT_KG": "5020"},
    {"record": "r4", "VEKT_KG": "190"},
    {"record": "r5", "identity": GIRL, "sex": "Gutt"},
]


def log_of(tmp_path):
    quarantine = Quarantine()
    # Each row is about a visit of its own, so that none is the same as another.
    rows = [row | {"visit_date": f"{17 + place}.04.2018"} for place, row in enumerate(ROWS)]
    inspect(make_records(rows), make_context(), tally=Tally(), quarantine=quarantine)
    file = quarantine_file(tmp_path, "bank", "4601", identity="first")
    save_quarantine(file, KEYS, quarantine)
    return open_quarantine(file, KEYS)


def test_every_repair_has_its_row_rule_and_old_value_where_a_value_was_changed(tmp_path):
    log = log_of(tmp_path)
    found = {
        (row["row"], row["item"], row["rule"], row["old"])
        for row in log.repaired.to_pylist()
        if row["row"] < 6
    }
    assert found >= {
        (2, "VEKT_KG", "decimal-mark", None),
        (2, "AMMESTATUS", "case", None),
        (3, "VEKT_KG", "grams-for-kilograms", 5020.0),
        (5, "sex", "sex-from-number", None),
    }
    assert not any(row == 1 for row, *_ in found)


def test_what_was_taken_out_has_record_item_and_rule_and_no_value(tmp_path):
    log = log_of(tmp_path)
    names = dict(zip(log.sources["record"].to_pylist(), log.sources["source"].to_pylist(), strict=True))
    found = [(names[row["record"]], row["item"], row["rule"]) for row in log.excluded.to_pylist()]
    assert ("r4", "VEKT_KG", "outside-limits") in found
    assert log.excluded.column_names == ["record", "item", "rule"]


def test_the_records_own_ids_are_kept(tmp_path):
    assert log_of(tmp_path).sources["source"].to_pylist() == ["r1", "r2", "r3", "r4", "r5"]

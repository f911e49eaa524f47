"""A delivery is in the draft whole or not at all."""

from __future__ import annotations

import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_factories import files_under, people, persons, visits

from folkekommune.errors import InputError, UsageError
from folkekommune.store.draft import Draft
from folkekommune.store.tables import TableShapeError
from folkekommune.store.writing import DeliveryUnfinishedError

ROWS = "unit record version date age AMMESTATUS\n1 1 1 2020-02-13 44 1"


class PowerCutError(Exception):
    """Something that stops a load."""


def stop(draft: Draft, identity: str, *, finish: bool = False) -> None:
    """Begin a load that something stops."""
    with draft.add(identity) as writer:
        writer.persons(people(1))
        writer.visits("U6", visits(ROWS))
        if finish:
            writer.finish({})
        raise PowerCutError


def add(draft: Draft, identity: str, **summary) -> None:
    with draft.add(identity) as writer:
        writer.persons(people(1))
        writer.visits("U6", visits(ROWS))
        writer.finish(summary)


def test_a_delivery_is_kept_with_its_summary(tmp_path):
    draft = Draft(tmp_path / "4601")
    add(draft, "sha256:abc/…", rows=1, quarantined={"C1": 0})
    [record] = Draft(tmp_path / "4601").deliveries()
    assert (record.identity, record.summary) == ("sha256:abc/…", {"rows": 1, "quarantined": {"C1": 0}})
    assert record.loaded_at.endswith("+00:00")


def test_a_draft_tells_what_it_holds(tmp_path):
    draft = Draft(tmp_path / "4601")
    assert not draft.holds("one")
    add(draft, "one")
    assert draft.holds("one")
    assert not draft.holds("two")


def test_deliveries_keep_the_order_they_were_loaded_in(tmp_path):
    draft = Draft(tmp_path / "4601")
    for identity in ("c", "a", "b"):
        add(draft, identity)
    assert [record.identity for record in draft.deliveries()] == ["c", "a", "b"]


def test_pieces_of_an_occasion_become_one_file(tmp_path):
    draft = Draft(tmp_path / "4601")
    with draft.add("pieces") as writer:
        for number in range(3):
            writer.visits("U6", visits(ROWS.replace("1 1 1 ", f"{number} {number} 1 ")))
        writer.finish({})
    [record] = draft.deliveries()
    assert pq.read_table(record.visits()["U6"])["record"].to_pylist() == [0, 1, 2]
    assert record.persons() is None


def test_looking_at_a_draft_makes_no_folder(tmp_path):
    assert Draft(tmp_path / "4601").deliveries() == ()
    assert files_under(tmp_path) == set()


def test_a_load_that_fails_leaves_nothing(tmp_path):
    draft = Draft(tmp_path / "4601")
    add(draft, "before")
    there = files_under(tmp_path)
    with pytest.raises(PowerCutError):
        stop(draft, "broken")
    assert files_under(tmp_path) == there
    assert not draft.holds("broken")


def test_a_load_that_fails_after_it_finished_leaves_nothing(tmp_path):
    draft = Draft(tmp_path / "4601")
    with pytest.raises(PowerCutError):
        stop(draft, "broken", finish=True)
    assert draft.deliveries() == ()


def test_a_load_that_was_not_finished_is_our_fault_and_leaves_nothing(tmp_path):
    draft = Draft(tmp_path / "4601")
    with pytest.raises(DeliveryUnfinishedError), draft.add("half") as writer:
        writer.persons(people(1))
    assert draft.deliveries() == ()


def test_nothing_is_written_after_the_finish(tmp_path):
    draft = Draft(tmp_path / "4601")
    with draft.add("late") as writer:
        writer.finish({})
        with pytest.raises(DeliveryUnfinishedError):
            writer.persons(people(1))
    [record] = draft.deliveries()
    assert record.persons() is None


def test_the_same_delivery_is_not_loaded_twice(tmp_path):
    draft = Draft(tmp_path / "4601")
    add(draft, "one")
    there = files_under(tmp_path)
    with pytest.raises(UsageError) as refusal:
        add(draft, "one")
    assert refusal.value.code == "store.delivery-held"
    assert files_under(tmp_path) == there


def test_a_load_can_be_repeated_after_it_failed(tmp_path):
    draft = Draft(tmp_path / "4601")
    with pytest.raises(PowerCutError):
        stop(draft, "one")
    add(draft, "one")
    assert draft.holds("one")


def test_two_loads_at_once_give_the_second_a_sentence(tmp_path):
    with Draft(tmp_path / "4601").add("one") as writer:
        with pytest.raises(UsageError) as refusal:
            add(Draft(tmp_path / "4601"), "two")
        writer.persons(people(1))
        writer.finish({})
    assert refusal.value.code == "store.draft-busy"
    assert [record.identity for record in Draft(tmp_path / "4601").deliveries()] == ["one"]


def test_two_municipalities_can_load_at_once(tmp_path):
    with Draft(tmp_path / "4601").add("one") as writer:
        add(Draft(tmp_path / "4631"), "two")
        writer.finish({})
    assert Draft(tmp_path / "4601").holds("one")


def test_opening_a_draft_does_not_disturb_the_load_that_runs(tmp_path):
    draft = Draft(tmp_path / "4601")
    with draft.add("one") as writer:
        writer.persons(people(1))
        assert Draft(tmp_path / "4601").deliveries() == ()
        writer.visits("U6", visits(ROWS))
        writer.finish({})
    assert draft.holds("one")


def test_of_many_loads_of_one_delivery_one_is_kept(tmp_path):
    outcomes = []

    def load() -> None:
        try:
            add(Draft(tmp_path / "4601"), "one")
            outcomes.append("kept")
        except UsageError as fault:
            outcomes.append(fault.code)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("kept") == 1
    assert set(outcomes) <= {"kept", "store.draft-busy", "store.delivery-held"}
    assert len(Draft(tmp_path / "4601").deliveries()) == 1


def test_a_delivery_whose_record_is_spoilt_is_told_with_its_place(tmp_path):
    draft = Draft(tmp_path / "4601")
    add(draft, "one")
    [record] = draft.deliveries()
    file = record.folder / "delivery.json"
    file.write_text("{")
    with pytest.raises(InputError) as refusal:
        draft.deliveries()
    assert (refusal.value.code, refusal.value.place.file) == ("store.damaged", str(file))


def test_no_one_else_may_read_a_delivery(tmp_path):
    draft = Draft(tmp_path / "4601")
    add(draft, "one")
    [record] = draft.deliveries()
    assert record.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("column", "array"),
    [
        ("unit_id", pa.array(["1"])),
        ("record", pa.array([None], pa.int64())),
        ("visit_date", pa.array([None], pa.date32())),
        ("age_days", pa.array([44], pa.int64())),
        ("AMMESTATUS", pa.array([None])),
        ("AMMESTATUS", pa.array([True])),
    ],
)
def test_a_column_of_another_shape_is_our_fault(tmp_path, column, array):
    table = visits(ROWS)
    spoilt = table.set_column(table.column_names.index(column), column, array)
    with pytest.raises(TableShapeError, match=column), Draft(tmp_path).add("x") as writer:
        writer.visits("U6", spoilt)


@pytest.mark.parametrize("name", ["ammestatus", "AMME STATUS", 'A"B', "../A", ""])
def test_a_column_that_is_no_name_is_our_fault(tmp_path, name):
    table = visits(ROWS).rename_columns([*visits(ROWS).column_names[:-1], name])
    with pytest.raises(TableShapeError), Draft(tmp_path).add("x") as writer:
        writer.visits("U6", table)


@pytest.mark.parametrize("occasion", ["u6", "../U6", "U 6", ""])
def test_an_occasion_that_is_no_name_is_our_fault(tmp_path, occasion):
    with pytest.raises(TableShapeError), Draft(tmp_path).add("x") as writer:
        writer.visits(occasion, visits(ROWS))


def test_a_person_without_key_is_our_fault(tmp_path):
    table = persons((1, 1)).set_column(1, "key", pa.array([None], pa.int64()))
    with pytest.raises(TableShapeError, match="key"), Draft(tmp_path).add("x") as writer:
        writer.persons(table)

"""What a full delivery leaves out is withdrawn: of its system, at its occasions, by time of extraction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from store_factories import NAME, people, release, values, visits

from folkekommune.store.deliveries import Source
from folkekommune.store.store import Store

HEADER = "unit record version date age AMMESTATUS\n"
ONE = "1 10 1 2020-02-12 43 1"
TWO = "2 20 1 2020-02-13 43 2"
TWO_LATER = "2 21 1 2020-08-13 180 3"


def given(store: Store, identity: str, source: Source, *, held: tuple[int, ...] = (), **at: str) -> None:
    with store.draft(NAME, "4601").add(identity, source) as writer:
        writer.persons(people(1, 2))
        for occasion, lines in at.items():
            writer.visits(occasion, visits(HEADER + lines))
        writer.held(np.array(held, dtype=np.int64))
        writer.finish({})


def full(extracted: int, system: str = "4601/A", occasions: tuple[str, ...] | None = None) -> Source:
    return Source(system, extracted, full=True, occasions=occasions)


def changes(extracted: int, system: str = "4601/A") -> Source:
    return Source(system, extracted)


def at_six_weeks(folder: Path) -> dict[int, object]:
    return values(release(Store(folder)), "AMMESTATUS_U6")


def test_a_record_that_is_left_out_is_gone(tmp_path):
    store = Store(tmp_path)
    given(store, "a", full(1), U6=f"{ONE}\n{TWO}")
    given(store, "b", full(2), U6=ONE)
    made = release(store)
    assert values(made, "AMMESTATUS_U6") == {1: 1}
    # Who has nothing left is gone too.
    assert [part["persons"]["rows"] for part in made.manifest["parts"]] == [1]


def test_changes_leave_out_nothing(tmp_path):
    store = Store(tmp_path)
    given(store, "a", full(1), U6=f"{ONE}\n{TWO}")
    given(store, "b", changes(2), U6="1 10 2 2020-02-12 43 3")
    assert at_six_weeks(tmp_path) == {1: 3, 2: 2}


def test_the_other_record_system_of_the_municipality_keeps_its_records(tmp_path):
    store = Store(tmp_path)
    given(store, "a", full(1, "4601/A"), U6=ONE)
    given(store, "b", full(2, "4601/B"), U6=TWO)
    assert at_six_weeks(tmp_path) == {1: 1, 2: 2}


def test_occasions_without_a_file_are_not_touched(tmp_path):
    store = Store(tmp_path)
    given(store, "a", full(1), U6=f"{ONE}\n{TWO}", M6=TWO_LATER)
    given(store, "b", full(2, occasions=("U6",)), U6=ONE)
    made = release(store)
    assert values(made, "AMMESTATUS_U6") == {1: 1}
    assert values(made, "AMMESTATUS_M6") == {2: 3}


def test_an_occasion_whose_file_is_empty_loses_everything(tmp_path):
    store = Store(tmp_path)
    given(store, "a", full(1), U6=f"{ONE}\n{TWO}", M6=TWO_LATER)
    given(store, "b", full(2, occasions=("U6", "M6")), U6=f"{ONE}\n{TWO}")
    made = release(store)
    assert values(made, "AMMESTATUS_U6") == {1: 1, 2: 2}
    assert values(made, "AMMESTATUS_M6") == {}


def test_the_order_of_arrival_decides_nothing(tmp_path):
    first, second = Store(tmp_path / "a"), Store(tmp_path / "b")
    loads = [
        ("old", full(1), f"{ONE}\n{TWO}"),
        ("new", full(2), ONE),
        ("newest", changes(3), "2 22 1 2020-02-14 44 3"),
    ]
    for store, order in ((first, loads), (second, loads[::-1])):
        for identity, source, lines in order:
            given(store, identity, source, U6=lines)
    assert at_six_weeks(tmp_path / "a") == at_six_weeks(tmp_path / "b") == {1: 1, 2: 3}


def test_a_higher_version_wins_also_when_it_came_first(tmp_path):
    store = Store(tmp_path)
    given(store, "new", changes(2), U6="1 10 2 2020-02-12 43 3")
    given(store, "old", changes(1), U6=ONE)
    assert at_six_weeks(tmp_path) == {1: 3}


def test_a_record_that_waits_for_a_correction_was_not_left_out(tmp_path):
    store = Store(tmp_path)
    given(store, "a", full(1), U6=f"{ONE}\n{TWO}")
    given(store, "b", full(2), held=(20,), U6=ONE)
    assert at_six_weeks(tmp_path) == {1: 1, 2: 2}


def test_a_record_that_comes_back_counts_again(tmp_path):
    store = Store(tmp_path)
    given(store, "a", full(1), U6=f"{ONE}\n{TWO}")
    given(store, "b", full(2), U6=ONE)
    given(store, "c", full(3), U6=f"{ONE}\n{TWO}")
    assert at_six_weeks(tmp_path) == {1: 1, 2: 2}


def test_files_that_are_read_again_with_another_mapping_count_once(tmp_path):
    store = Store(tmp_path)
    given(store, "a", Source("4601/A", 1, content="files"), U6=f"{ONE}\n{TWO}")
    given(store, "a, read better", Source("4601/A", 1, content="files"), U6="1 10 1 2020-02-12 43 3")
    assert at_six_weeks(tmp_path) == {1: 3}
    assert [each.identity for each in store.draft(NAME, "4601").deliveries()] == ["a, read better"]


def test_persons_without_visits_are_withdrawn_by_a_full_delivery_of_everything(tmp_path):
    store = Store(tmp_path)
    for identity, source, who in (("a", full(1), people(1, 2)), ("b", full(2), people(2))):
        with store.draft(NAME, "4601").add(identity, source) as writer:
            writer.persons(who)
            writer.finish({})
    made = release(store)
    assert [part["persons"]["rows"] for part in made.manifest["parts"]] == [1]

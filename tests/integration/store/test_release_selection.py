"""Which visit counts: versions, withdrawals, corrections, two visits of a kind."""

from __future__ import annotations

import pytest
from store_factories import deliver, people, persons, release, served, values, visits

from folkekommune.store.store import Store

HEADER = "unit record version date age AMMESTATUS\n"


def chosen(tmp_path, *deliveries: str, who: tuple[int, ...] = (1,)) -> dict[int, object]:
    """Deliver six-week visits in turn, and give the status that counts for each child."""
    store = Store(tmp_path)
    for number, rows in enumerate(deliveries):
        deliver(store, "4601", f"delivery {number}", who=people(*who), U6=visits(HEADER + rows))
    return values(release(store), "AMMESTATUS_U6")


def test_the_latest_version_of_a_record_wins(tmp_path):
    assert chosen(tmp_path, "1 5 2 2020-02-12 43 2", "1 5 1 2020-02-12 43 1") == {1: 2}


def test_at_equal_version_the_later_delivery_wins(tmp_path):
    assert chosen(tmp_path, "1 5 1 2020-02-12 43 3", "1 5 1 2020-02-12 43 2") == {1: 2}


def test_a_withdrawn_record_is_gone_with_the_versions_before_it(tmp_path):
    rows = ("1 5 1 2020-02-12 43 1\n2 6 1 2020-02-12 43 2", "1 5 2x 2020-02-12 43 1")
    assert chosen(tmp_path, *rows, who=(1, 2)) == {2: 2}


def test_a_withdrawal_may_come_without_person_or_day(tmp_path):
    rows = ("1 5 1 2020-02-12 43 1\n2 6 1 2020-02-12 43 2", "- 5 2x - - -")
    assert chosen(tmp_path, *rows, who=(1, 2)) == {2: 2}


def test_a_withdrawal_may_come_before_what_it_withdraws(tmp_path):
    rows = ("1 5 2x 2020-02-12 43 -\n2 6 1 2020-02-12 43 2", "1 5 1 2020-02-12 43 1")
    assert chosen(tmp_path, *rows, who=(1, 2)) == {2: 2}


def test_a_record_may_come_back_in_a_later_version(tmp_path):
    rows = ("1 5 1 2020-02-12 43 1", "1 5 2x 2020-02-12 43 -", "1 5 3 2020-02-12 43 2")
    assert chosen(tmp_path, *rows) == {1: 2}


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ("1 5 1 2020-02-02 33 1\n1 6 1 2020-02-17 48 2", 2),  # 10 and 5 days from 43
        ("1 5 1 2020-02-07 38 1\n1 6 1 2020-02-22 53 2", 1),  # 5 and 10
        ("1 5 1 2020-02-17 48 1\n1 6 1 2020-02-07 38 2", 2),  # 5 both: the earlier
        ("1 6 1 2020-02-12 43 2\n1 5 1 2020-02-12 43 1", 1),  # the same day: the lower record
    ],
)
def test_of_two_visits_of_a_kind_the_nearest_to_the_due_age_counts(tmp_path, rows, status):
    assert chosen(tmp_path, rows) == {1: status}


def test_the_visit_that_counts_gives_all_its_values_and_no_other_visit_fills_its_gaps(tmp_path):
    assert chosen(tmp_path, "1 5 1 2020-02-12 43 -\n1 6 1 2020-02-13 44 2") == {}


def test_a_withdrawn_nearest_visit_gives_way_to_the_next(tmp_path):
    rows = ("1 5 1 2020-02-12 43 1\n1 6 1 2020-02-20 51 2", "1 5 2x 2020-02-12 43 -")
    assert chosen(tmp_path, *rows) == {1: 2}


def test_a_correction_may_move_a_visit_to_another_occasion(tmp_path):
    store = Store(tmp_path)
    deliver(store, "4601", "a", who=people(1), U6=visits(HEADER + "1 5 1 2020-07-02 184 2"))
    deliver(store, "4601", "b", who=people(1), M6=visits(HEADER + "1 5 2 2020-07-02 184 2"))
    made = release(store)
    assert values(made, "AMMESTATUS_U6") == {}
    assert values(made, "AMMESTATUS_M6") == {1: 2}


def test_a_person_whose_visit_moved_to_another_is_gone(tmp_path):
    store = Store(tmp_path)
    deliver(store, "4601", "a", who=persons((1, 10, 2)), U6=visits(HEADER + "1 5 1 2020-02-12 43 1"))
    deliver(store, "4601", "b", who=persons((2, 20, 1)), U6=visits(HEADER + "2 5 2 2020-02-12 43 1"))
    made = release(store)
    assert served(made, "FROM persons") == [(0, 20, 1)]
    assert values(made, "KJONN") == {2: 1}
    assert values(made, "AMMESTATUS_U6") == {2: 1}


def test_a_person_all_of_whose_visits_were_withdrawn_is_gone(tmp_path):
    store = Store(tmp_path)
    deliver(
        store,
        "4601",
        "a",
        who=people(1, 2),
        U6=visits(HEADER + "1 5 1 2020-02-12 43 1\n2 6 1 2020-02-12 43 1"),
    )
    deliver(store, "4601", "b", who=people(2), U6=visits(HEADER + "2 6 2x 2020-02-12 43 -"))
    assert served(release(store), "SELECT key FROM persons") == [(10,)]


def test_a_person_whose_nearer_visit_won_over_another_visit_stays(tmp_path):
    store = Store(tmp_path)
    rows = HEADER + "1 5 1 2020-02-12 43 1\n1 6 1 2020-02-20 51 2"
    deliver(store, "4601", "a", who=people(1), U6=visits(rows))
    assert served(release(store), "SELECT key FROM persons") == [(10,)]


def test_a_person_who_never_had_a_visit_stays(tmp_path):
    store = Store(tmp_path)
    deliver(store, "4601", "a", who=persons((1, 10, 2)))
    made = release(store)
    assert served(made, "FROM persons") == [(0, 10, 1)]
    assert values(made, "KJONN") == {1: 2}


def test_of_a_fact_stated_twice_the_latest_statement_counts(tmp_path):
    store = Store(tmp_path)
    deliver(store, "4601", "a", who=persons((1, 10, 2), (2, 20, 1)))
    deliver(store, "4601", "b", who=persons((1, 10, 1), (2, 20, None)))
    assert values(release(store), "KJONN") == {1: 1, 2: 1}


def test_eleven_deliveries_keep_their_order(tmp_path):
    """The tenth comes after the ninth, not after the first."""
    rows = [f"1 5 1 2020-02-12 43 {1 + number % 3}" for number in range(11)]
    assert chosen(tmp_path, *rows) == {1: 1 + 10 % 3}

"""What a review takes out is left out of a release; the file is part of what a release is made of."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_factories import one_delivery, release, values

from folkekommune.store.exclusions import EXCLUSIONS


@pytest.fixture
def store(tmp_path):
    return one_delivery(tmp_path / "store")


def leaving_out(tmp_path, *rows):
    """Give a review that takes these rows and items out of the first delivery's six-week visits."""
    file = tmp_path / "exclusions.parquet"
    told = [{"delivery": 1, "occasion": "U6", "at_row": row, "item": item} for row, item in rows]
    pq.write_table(pa.Table.from_pylist(told, schema=EXCLUSIONS), file)
    return lambda _part, _people: file


def test_a_value_is_left_out_and_the_rest_of_the_visit_stays(store, tmp_path):
    made = release(store, review=leaving_out(tmp_path, (0, "VEKT_KG")))
    assert values(made, "VEKT_KG_U6") == {1: 4.5}
    assert values(made, "AMMESTATUS_U6") == {1: 3, 2: 1}


def test_a_whole_visit_is_left_out_with_the_person_who_had_no_other(store, tmp_path):
    made = release(store, review=leaving_out(tmp_path, (1, None)))
    assert values(made, "AMMESTATUS_U6") == {2: 1}
    assert values(made, "KJONN") == {2: 1}


def test_nothing_taken_out_is_the_same_release_as_without_a_review(store, tmp_path):
    plain = release(store)
    assert release(store, review=leaving_out(tmp_path)).version == plain.version


def test_another_review_makes_another_release_and_the_same_one_none(store, tmp_path):
    first = release(store, review=leaving_out(tmp_path))
    second = release(store, review=leaving_out(tmp_path, (0, "VEKT_KG")))
    assert second.version != first.version
    assert release(store, review=leaving_out(tmp_path, (0, "VEKT_KG"))).version == second.version


def test_an_item_that_no_visit_has_changes_nothing(store, tmp_path):
    made = release(store, review=leaving_out(tmp_path, (0, "HOYDE_CM")))
    assert values(made, "VEKT_KG_U6") == {1: 4.5, 2: 5.25}

"""What a release holds: one variable an item and visit type, in archive and serving form."""

from __future__ import annotations

import math
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from store_factories import (
    archived,
    databank,
    deliver,
    files_under,
    one_delivery,
    people,
    persons,
    release,
    served,
    status_databank,
    values,
    visits,
)

from folkekommune.store.store import Store


def days(written: str) -> int:
    return (date.fromisoformat(written) - date(1970, 1, 1)).days


def test_an_item_at_an_occasion_becomes_a_variable_of_the_person(tmp_path):
    made = release(one_delivery(tmp_path))
    assert archived(made, "AMMESTATUS_U6") == [(1, 3, None, None), (2, 1, None, None)]
    assert archived(made, "VEKT_KG_U6") == [(1, 4.5, None, None), (2, 5.25, None, None)]
    assert archived(made, "BYDEL_U6") == [(1, "460102", None, None), (2, "460101", None, None)]


def test_the_day_of_the_visit_is_a_variable_in_days(tmp_path):
    made = release(one_delivery(tmp_path))
    assert values(made, "DATO_U6") == {1: days("2020-02-12"), 2: days("2020-02-13")}


def test_a_fact_of_the_person_is_a_variable_without_occasion(tmp_path):
    made = release(one_delivery(tmp_path))
    assert values(made, "KJONN") == {1: 2, 2: 1}


def test_a_variable_nobody_delivered_is_there_and_empty(tmp_path):
    made = release(one_delivery(tmp_path))
    assert archived(made, "AMMESTATUS_M6") == []
    assert served(made, 'SELECT * FROM "V_AMMESTATUS_M6"') == []


def test_the_archive_has_the_promised_columns(tmp_path):
    made = release(one_delivery(tmp_path))
    kinds = {
        name: pq.read_schema(made.variable_file("4601", name)).field("value").type
        for name in ("AMMESTATUS_U6", "VEKT_KG_U6", "BYDEL_U6", "DATO_U6")
    }
    assert kinds == {
        "AMMESTATUS_U6": pa.int64(),
        "VEKT_KG_U6": pa.float64(),
        "BYDEL_U6": pa.string(),
        "DATO_U6": pa.int64(),
    }
    schema = pq.read_schema(made.variable_file("4601", "KJONN"))
    assert schema.names == ["unit_id", "value", "start", "stop"]
    assert schema.field("unit_id").type == pa.int64()


def test_the_persons_of_a_part_stand_with_their_keys(tmp_path):
    made = release(one_delivery(tmp_path))
    assert pq.read_table(made.persons_file("4601")).to_pylist() == [
        {"unit_id": 1, "key": 111},
        {"unit_id": 2, "key": 222},
    ]


def test_the_serving_file_counts_units_from_zero_in_order_of_person(tmp_path):
    store = Store(tmp_path)
    table = visits(
        """
        unit record version date       age AMMESTATUS
        900  1      1       2020-02-13 44  1
        -5   2      1       2020-02-13 44  2
        70   3      1       2020-02-13 44  3
        """
    )
    deliver(store, "4601", "first", who=people(70, 900, -5), U6=table)
    made = release(store)
    assert served(made, "FROM persons") == [(0, -50, 1), (1, 700, 1), (2, 9000, 1)]
    assert served(made, 'FROM "V_AMMESTATUS_U6"') == [(0, 0, 2), (1, 0, 3), (2, 0, 1)]


def test_a_person_of_two_municipalities_is_one_unit_with_two_bits(tmp_path):
    store = Store(tmp_path)
    at_bergen = visits(
        "unit record version date age AMMESTATUS\n7 1 1 2020-02-13 44 1\n8 2 1 2020-02-13 44 2"
    )
    at_alver = visits(
        "unit record version date age AMMESTATUS\n8 3 1 2020-07-13 184 3\n9 4 1 2020-07-13 184 2"
    )
    deliver(store, "4631", "alver", who=people(8, 9), M6=at_alver)
    deliver(store, "4601", "bergen", who=people(7, 8), U6=at_bergen)
    made = release(store, "4631", "4601")
    assert made.parts == ("4601", "4631")
    assert served(made, "FROM persons") == [(0, 70, 0b01), (1, 80, 0b11), (2, 90, 0b10)]
    assert served(made, 'FROM "V_AMMESTATUS_U6"') == [(0, 0, 1), (1, 0, 2)]
    assert served(made, 'FROM "V_AMMESTATUS_M6"') == [(1, 1, 3), (2, 1, 2)]


def test_one_value_in_each_of_two_municipalities_gives_two_rows_in_their_order(tmp_path):
    store = Store(tmp_path)
    for place, sex in (("4631", 1), ("4601", 2)):
        deliver(store, place, "x", who=persons((8, 80, sex)))
    assert served(release(store, "4601", "4631"), 'FROM "V_KJONN"') == [(0, 0, 2), (0, 1, 1)]


def test_serving_values_are_whole_numbers_decimals_and_texts_of_64_bits(tmp_path):
    made = release(one_delivery(tmp_path))
    kinds = {
        row[0]: row[1]
        for row in served(
            made,
            "SELECT table_name || '.' || column_name, data_type FROM duckdb_columns() WHERE NOT internal",
        )
    }
    expected = {
        "persons.unit": "INTEGER",
        "persons.key": "BIGINT",
        "persons.parts": "BIGINT",
        "V_AMMESTATUS_U6.unit": "INTEGER",
        "V_AMMESTATUS_U6.part": "UTINYINT",
        "V_AMMESTATUS_U6.value": "BIGINT",
        "V_VEKT_KG_U6.value": "DOUBLE",
        "V_BYDEL_U6.value": "VARCHAR",
        "V_DATO_U6.value": "BIGINT",
        "V_KJONN.value": "BIGINT",
    }
    assert expected.items() <= kinds.items()
    assert not any(name.endswith((".start", ".stop", ".unit_id")) for name in kinds)


def test_a_state_on_a_day_has_that_day_as_start_and_stop_and_lies_by_year(tmp_path):
    store = Store(tmp_path)
    table = visits(
        """
        unit record version date       age AMMESTATUS
        1    1      1       2021-03-01 44  1
        2    2      1       2020-03-01 44  2
        3    3      1       2021-02-01 44  3
        """
    )
    deliver(store, "4601", "first", who=people(1, 2, 3), U6=table)
    made = release(store, bank=status_databank())
    first, second, third = days("2020-03-01"), days("2021-02-01"), days("2021-03-01")
    assert archived(made, "AMMESTATUS_U6") == [
        (2, 2, first, first),
        (1, 1, third, third),
        (3, 3, second, second),
    ]
    assert served(made, 'FROM "V_AMMESTATUS_U6"') == [
        (1, 0, 2, first, first),
        (0, 0, 1, third, third),
        (2, 0, 3, second, second),
    ]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_finite_number_is_missing(tmp_path, value):
    store = Store(tmp_path)
    table = visits("unit record version date age VEKT_KG\n1 1 1 2020-02-13 44 5.5\n2 2 1 2020-02-13 44 4.5")
    spoilt = table.set_column(6, "VEKT_KG", pa.array([5.5, value]))
    deliver(store, "4601", "first", who=people(1, 2), U6=spoilt)
    assert values(release(store), "VEKT_KG_U6") == {1: 5.5}


def test_an_empty_text_is_missing(tmp_path):
    store = Store(tmp_path)
    table = visits(
        "unit record version date age BYDEL\n1 1 1 2020-02-13 44 460101\n2 2 1 2020-02-13 44 460102"
    )
    spoilt = table.set_column(6, "BYDEL", pa.array(["", "460102"]))
    deliver(store, "4601", "first", who=people(1, 2), U6=spoilt)
    assert values(release(store), "BYDEL_U6") == {2: "460102"}


def test_nothing_but_the_release_is_left_in_its_folder(tmp_path):
    store = one_delivery(tmp_path)
    made = release(store)
    variables = {f"4601/{name}.parquet" for name in databank().variables}
    expected = variables | {"4601/persons.parquet", "serving.duckdb", "databank.json", "manifest.json"}
    assert files_under(made.folder) == expected
    assert [path.name for path in made.folder.parent.iterdir()] == ["1.0.0"]


def test_the_serving_file_tells_nothing_of_pseudonyms(tmp_path):
    """The person numbers of a delivery are 8 bytes; a rare one is not found in the file's bytes."""
    store = Store(tmp_path)
    rare = 0x1122334455667788
    table = visits(f"unit record version date age AMMESTATUS\n{rare} 1 1 2020-02-13 44 1")
    deliver(store, "4601", "first", who=persons((rare, 5)), U6=table)
    made = release(store)
    assert rare.to_bytes(8, "little") not in made.serving.read_bytes()
    assert values(made, "AMMESTATUS_U6") == {rare: 1}

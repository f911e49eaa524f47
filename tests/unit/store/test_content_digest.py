"""The digest of a variable's content depends on its values and their order alone."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from folkekommune.store.archive import content_digest

NUMBERS = {"unit_id": [1, 2, 3], "value": [4, 5, 6], "start": [None, None, None]}


def table(**changes) -> pa.Table:
    columns = NUMBERS | changes
    schema = pa.schema([("unit_id", pa.int64()), ("value", pa.int64()), ("start", pa.int32())])
    return pa.table(columns, schema=schema)


def texts(*values: str) -> pa.Table:
    return pa.table({"value": pa.array(values, pa.string())})


@pytest.mark.parametrize(
    "changes",
    [
        {"value": [4, 5, 7]},
        {"value": [5, 4, 6]},
        {"unit_id": [1, 2, 4]},
        {"start": [None, None, 0]},
        {"start": [0, 0, 0]},
    ],
)
def test_another_value_gives_another_digest(changes):
    assert content_digest(table(**changes)) != content_digest(table())


def test_pieces_and_encoding_make_no_difference(tmp_path):
    pieces = pa.concat_tables([table().slice(0, 1), table().slice(1)])
    pq.write_table(pieces, tmp_path / "a.parquet", compression="snappy", row_group_size=1)
    assert content_digest(pieces) == content_digest(table())
    assert content_digest(pq.read_table(tmp_path / "a.parquet")) == content_digest(table())


@pytest.mark.parametrize(
    ("one", "other"),
    [(("ab", "c"), ("a", "bc")), (("a", ""), ("", "a")), (("å",), ("aa",)), (("1",), ("2",))],
)
def test_texts_are_told_apart_where_they_meet(one, other):
    assert content_digest(texts(*one)) != content_digest(texts(*other))


def test_a_text_and_a_number_are_told_apart():
    assert content_digest(texts("1")) != content_digest(pa.table({"value": pa.array([1])}))

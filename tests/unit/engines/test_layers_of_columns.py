"""Columns stand beside each other in one SELECT where none reads another."""

from __future__ import annotations

import duckdb

from folkekommune.engines.layers import Layers


def test_a_column_stands_as_far_in_as_what_it_reads_allows():
    """Two read c0, and one reads one of them: two SELECTs around the rows, and one for the mask."""
    rows = Layers("SELECT 5 AS c0, 0 AS _mask", "EXCLUDE")
    rows.add("c1", "c0 + 1", {"c0"})
    rows.add("c2", "c1 * 2", {"c1", "c0"})
    rows.add("c3", "c0 + 2", {"c0"})
    rows.mark("CASE WHEN c2 = 12 THEN 1 ELSE 0 END", "UTINYINT")
    rows.mark("CASE WHEN c3 = 8 THEN 2 ELSE 0 END", "UTINYINT")
    rows.mark("CASE WHEN c3 = 7 THEN 4 ELSE 0 END", "UTINYINT")
    assert rows.written().count("SELECT") == 1 + 2 + 1
    assert duckdb.sql(f"SELECT c1, c2, c3, _mask FROM ({rows.written()})").fetchall() == [(6, 12, 7, 5)]


def test_rows_without_more_are_as_they_were():
    assert Layers("SELECT 5 AS c0", "EXCLUDE").written() == "SELECT 5 AS c0"

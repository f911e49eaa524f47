"""The databank of a country is a release like any other, only that nobody delivered it."""

from __future__ import annotations

import duckdb
import pytest

from folkekommune.bench.country import DAY, imported, open_country
from folkekommune.query.engine import CellRequest
from folkekommune.synthetic.national.definition import ITEMS, MUNICIPALITY
from folkekommune.synthetic.national.release import National, national

CHILDREN = 300


@pytest.fixture(scope="module")
def country(tmp_path_factory) -> National:
    return national(tmp_path_factory.mktemp("country"), children=CHILDREN)


def test_it_can_be_opened_and_is_made_once(country):
    release = country.open()
    assert (release.parts, len(release.definition.variables)) == (("9999",), 61)
    before = country.serving.stat().st_mtime_ns
    assert national(country.home, children=CHILDREN).serving.stat().st_mtime_ns == before


def test_each_answer_holds_until_the_next(country):
    """Fourteen meetings a child are asked of half of the items; no two answers of a child hold on one day."""
    file = country.archive / f"{ITEMS[0]}.parquet"
    rows, overlaps = duckdb.sql(
        f"SELECT count(*), count(*) FILTER (WHERE stop >= following) FROM (SELECT stop, lead(start) OVER "
        f"(PARTITION BY unit_id ORDER BY start) AS following FROM '{file}')"
    ).fetchall()[0]
    assert CHILDREN * 6 < rows < CHILDREN * 8
    assert overlaps == 0


def test_the_engine_imports_what_the_archive_holds(country):
    names = (ITEMS[0], MUNICIPALITY)
    file = country.archive / f"{ITEMS[0]}.parquet"
    wanted = dict(
        duckdb.sql(
            f"SELECT value::DOUBLE, count(*) FROM '{file}' "
            f"WHERE start <= {DAY} AND (stop IS NULL OR stop >= {DAY}) GROUP BY value"
        ).fetchall()
    )
    with open_country(country.serving) as engine:
        cells = engine.cells(CellRequest(imported(names), (ITEMS[0],)), limit=100)
    found = dict(zip(cells.coordinates[0], cells.units.tolist(), strict=True))
    assert {value: count for value, count in found.items() if value is not None} == wanted
    assert sum(found.values()) == CHILDREN

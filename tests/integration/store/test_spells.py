"""What holds over time: spells as they are delivered, and histories that visits tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from store_factories import (
    NAME,
    archived,
    databank,
    deliver,
    people,
    release,
    served,
    variable,
    visits,
    with_variable,
)

from folkekommune.catalogue.model import Databank, Temporality, ValueType
from folkekommune.store.released import Release
from folkekommune.store.store import Store
from folkekommune.store.tables import TableShapeError

EPOCH = date(1970, 1, 1)


def day(written: str) -> int:
    return (date.fromisoformat(written) - EPOCH).days


def spell_bank(temporality: Temporality = Temporality.EVENT) -> Databank:
    entry = variable(
        "TIMER_PLEIE", ValueType.INTEGER, item="TIMER", occasion="PLEIE", temporality=temporality
    )
    return with_variable(databank(), entry)


def spells(drawn: str) -> pa.Table:
    """Read spells from a table drawn as text: ``unit record version start stop TIMER``."""
    rows = [line.split() for line in drawn.strip().splitlines()[1:]]
    unit, record, version, start, stop, value = zip(*rows, strict=True)
    days = {
        name: [None if w == "-" else date.fromisoformat(w) for w in given]
        for name, given in (("start", start), ("stop", stop))
    }
    return pa.table(
        {
            "unit_id": pa.array([int(u) for u in unit], pa.int64()),
            "record": pa.array([int(r) for r in record], pa.int64()),
            "version": pa.array([int(v.rstrip("x")) for v in version], pa.int64()),
            "withdrawn": pa.array([v.endswith("x") for v in version]),
            "start": pa.array(days["start"], pa.date32()),
            "stop": pa.array(days["stop"], pa.date32()),
            "TIMER": pa.array([None if v == "-" else int(v) for v in value], pa.int64()),
        }
    )


def delivered(folder: Path, *tables: str, temporality: Temporality = Temporality.EVENT) -> Release:
    store = Store(folder)
    for number, drawn in enumerate(tables):
        with store.draft(NAME, "4601").add(f"d{number}") as writer:
            writer.persons(people(1, 2))
            writer.spells("PLEIE", spells(drawn))
            writer.finish({})
    return release(store, bank=spell_bank(temporality))


def rows(made: Release, name: str = "TIMER_PLEIE") -> list[tuple]:
    written = [
        (
            unit,
            value,
            EPOCH.fromordinal(EPOCH.toordinal() + start).isoformat(),
            stop if stop is None else EPOCH.fromordinal(EPOCH.toordinal() + stop).isoformat(),
        )
        for unit, value, start, stop in archived(made, name)
    ]
    return sorted(written)


def test_several_spells_of_a_person_are_kept_with_start_and_stop(tmp_path):
    made = delivered(
        tmp_path,
        """
        unit record version start      stop       TIMER
        1    10     1       2020-01-01 2020-03-31 3
        1    11     1       2021-01-01 -          5
        2    12     1       2020-05-05 2020-05-05 1
        """,
    )
    assert rows(made) == [
        (1, 3, "2020-01-01", "2020-03-31"),
        (1, 5, "2021-01-01", None),
        (2, 1, "2020-05-05", "2020-05-05"),
    ]
    assert served(made, "SELECT unit, part, value, start, stop FROM V_TIMER_PLEIE WHERE stop IS NULL") == [
        (0, 0, 5, day("2021-01-01"), None)
    ]


def test_of_spells_that_overlap_the_one_begun_last_counts_and_the_other_goes_on_after_it(tmp_path):
    made = delivered(
        tmp_path,
        """
        unit record version start      stop       TIMER
        1    10     1       2020-01-01 -          3
        1    11     1       2020-02-01 2020-02-29 5
        """,
    )
    assert rows(made) == [
        (1, 3, "2020-01-01", "2020-01-31"),
        (1, 3, "2020-03-01", None),
        (1, 5, "2020-02-01", "2020-02-29"),
    ]


def test_spells_that_say_the_same_and_meet_are_one(tmp_path):
    made = delivered(
        tmp_path,
        """
        unit record version start      stop       TIMER
        1    10     1       2020-01-01 2020-01-31 3
        1    11     1       2020-02-01 2020-03-31 3
        1    12     1       2020-03-01 2020-04-30 3
        1    13     1       2020-05-02 2020-05-31 3
        """,
    )
    assert rows(made) == [(1, 3, "2020-01-01", "2020-04-30"), (1, 3, "2020-05-02", "2020-05-31")]


def test_a_spell_is_ended_by_a_higher_version_and_gone_when_withdrawn(tmp_path):
    made = delivered(
        tmp_path,
        "unit record version start stop TIMER\n1 10 2 2020-01-01 2020-06-30 3\n2 20 1 2020-01-01 - 4",
        "unit record version start stop TIMER\n1 10 1 2020-01-01 - 3\n2 20 2x 2020-01-01 - -",
    )
    assert rows(made) == [(1, 3, "2020-01-01", "2020-06-30")]


def test_sums_over_periods_are_never_cut(tmp_path):
    made = delivered(
        tmp_path,
        """
        unit record version start      stop       TIMER
        1    10     1       2020-01-01 2020-12-31 3
        1    11     1       2020-06-01 2021-05-31 5
        1    12     1       2021-06-01 2021-12-31 7
        2    13     1       2020-01-01 2020-01-01 9
        2    14     1       2021-01-01 -          9
        """,
        temporality=Temporality.ACCUMULATED,
    )
    assert rows(made) == [(1, 3, "2020-01-01", "2020-12-31"), (1, 7, "2021-06-01", "2021-12-31")]


def test_a_spell_that_ends_before_it_begins_is_our_own_fault(tmp_path):
    table = "unit record version start stop TIMER\n1 10 1 2020-02-01 2020-01-01 3"
    with pytest.raises(TableShapeError):
        delivered(tmp_path, table)


def residence(temporality: Temporality = Temporality.EVENT, within: str | None = None) -> Databank:
    bank = databank()
    for item, occasions in (("BYDEL", ("M6",)), ("KOMMUNE", ("U6", "M6"))):
        for at in occasions:
            bank = with_variable(bank, variable(f"{item}_{at}", ValueType.STRING, item=item, occasion=at))
    lived = variable("BOSTED", ValueType.STRING, item="BYDEL", temporality=temporality, within=within)
    return with_variable(bank, lived)


def lived(folder: Path, bank: Databank, **at: str) -> Release:
    store = Store(folder)
    tables = {}
    for occasion, drawn in at.items():
        header, *lines = [line.split() for line in drawn.strip().splitlines()]
        table = visits("\n".join(" ".join(words[:5]) for words in [header, *lines]))
        for place, item in enumerate(header[5:], start=5):
            values = [None if words[place] == "-" else words[place] for words in lines]
            table = table.append_column(item, pa.array(values, pa.string()))
        tables[occasion] = table
    deliver(store, "4601", "first", who=people(1, 2), **tables)
    return release(store, bank=bank)


def test_residence_runs_from_visit_to_visit(tmp_path):
    made = lived(
        tmp_path,
        residence(),
        U6="unit record version date age BYDEL\n1 1 1 2020-02-12 43 a\n2 2 1 2020-02-13 43 a",
        M6="unit record version date age BYDEL\n1 3 1 2020-07-12 180 b\n2 4 1 2020-07-13 180 a",
    )
    assert rows(made, "BOSTED") == [
        (1, "a", "2020-02-12", "2020-07-11"),
        (1, "b", "2020-07-12", None),
        (2, "a", "2020-02-13", None),
    ]


def test_a_visit_that_says_nothing_changes_nothing(tmp_path):
    made = lived(
        tmp_path,
        residence(),
        U6="unit record version date age BYDEL\n1 1 1 2020-02-12 43 a\n2 2 1 2020-02-13 43 -",
        M6="unit record version date age BYDEL\n1 3 1 2020-07-12 180 -\n2 4 1 2020-07-13 180 a",
    )
    assert rows(made, "BOSTED") == [(1, "a", "2020-02-12", None), (2, "a", "2020-07-13", None)]


def test_a_district_ends_when_the_municipality_changes(tmp_path):
    made = lived(
        tmp_path,
        residence(within="KOMMUNE"),
        U6="unit record version date age BYDEL KOMMUNE\n1 1 1 2020-02-12 43 a x\n2 2 1 2020-02-13 43 a x",
        M6="unit record version date age BYDEL KOMMUNE\n1 3 1 2020-07-12 180 - y\n2 4 1 2020-07-13 180 - x",
    )
    assert rows(made, "BOSTED") == [(1, "a", "2020-02-12", "2020-07-11"), (2, "a", "2020-02-13", None)]


def test_as_a_status_it_has_the_day_of_each_visit(tmp_path):
    made = lived(
        tmp_path,
        residence(Temporality.STATUS),
        U6="unit record version date age BYDEL\n1 1 1 2020-02-12 43 a",
        M6="unit record version date age BYDEL\n1 3 1 2020-07-12 180 a",
    )
    assert rows(made, "BOSTED") == [
        (1, "a", "2020-02-12", "2020-02-12"),
        (1, "a", "2020-07-12", "2020-07-12"),
    ]

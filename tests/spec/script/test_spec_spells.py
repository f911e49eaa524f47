"""Spells: several rows a person, prepared like any others, and put together into one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from script_worlds import BANK, BEGIN, GRANT, Bank, codes, faults, session, variable
from worlds import World

from folkekommune.catalogue.model import Temporality, ValueType
from folkekommune.engines.source import StoredValue
from folkekommune.query.engine import CellRequest
from folkekommune.script.binder import bind_text

feature = pytest.mark.feature


def day(written: str) -> int:
    return (date.fromisoformat(written) - date(1970, 1, 1)).days


SPELLS = [
    # person, value, from, to
    (0, 1, "2019-01-01", "2019-12-31"),
    (0, 2, "2020-01-01", "2020-06-30"),
    (0, 1, "2020-07-01", None),
    (1, 1, "2018-01-01", "2019-06-30"),
    (1, 2, "2021-01-01", None),
    (2, 2, "2020-03-01", "2020-03-31"),
]
"""Person 3 has none. In 2020: two of person 0, none of person 1, one of person 2."""

CONNECT = f"require {BANK}:1 as db\ncreate-dataset spells\n"


@pytest.fixture(params=["reference", "duckdb"])
def people(request, tmp_path: Path):
    """Run a script on the spells, and give the rows of live persons of its active data set."""

    def run(script: str) -> list[tuple[float | str | None, ...]]:
        world = World.of(4, part=GRANT[0]).add("SEX", [1, 2, 1, 2])
        rows = [
            StoredValue(unit, 0, value, day(begin), end and day(end)) for unit, value, begin, end in SPELLS
        ]
        world.add_rows("PLACE", rows, ValueType.INTEGER)
        year = (day("2020-01-01"), day("2020-12-31"))
        world.add_rows("COUNT", [StoredValue(0, 0, 12, *year)], ValueType.INTEGER)
        moments = [StoredValue(1, 0, 7, day("2020-01-01"), day("2020-01-01"))]
        world.add_rows("STATE", moments, ValueType.INTEGER)
        bank = Bank(
            (
                variable("SEX", ValueType.INTEGER, code_list=codes("sex", 1, 2)),
                variable("PLACE", ValueType.INTEGER, temporality=Temporality.EVENT),
                variable("COUNT", ValueType.INTEGER, temporality=Temporality.ACCUMULATED),
                variable("STATE", ValueType.INTEGER, temporality=Temporality.STATUS),
            )
        )
        result = bind_text(CONNECT + script, session(bank))
        assert result.faults == (), [each.message("en") for each in result.faults]
        working = result.session.sets[result.session.active]
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        engine = world.reference() if request.param == "reference" else world.duckdb(folder)
        cells = engine.cells(CellRequest(working.dataset, tuple(working.columns)), limit=100)
        live = (1 << len(working.dataset.conditions)) - 1
        found = zip(*cells.coordinates, strict=True)
        each = zip(found, cells.mask, cells.units, strict=True)
        return sorted((row for row, mask, units in each if mask == live for _ in range(units)), key=str)

    return run


@feature(59, 446)
def test_a_window_takes_the_spells_that_touch_it_uncut(people):
    """Two spells of person 0 and one of person 2 touch 2020; their days stay what they were."""
    script = "import-event db/PLACE 2020-01-01 to 2020-12-31 as place\n"
    script += (
        "collapse (count) place -> n (min) START@place -> first (max) STOP@place -> last, by(PERSONID_1)"
    )
    assert people(script) == [
        (1, day("2020-03-01"), day("2020-03-31")),
        (2, day("2020-01-01"), day("2020-06-30")),
    ]


@feature(445)
def test_both_ends_of_a_spell_count(people):
    """A spell that ended on the first day of the window touches it, and one that began on the last."""
    window = "import-event db/PLACE {} to {} as p\ncollapse (count) p -> n, by(PERSONID_1)"
    assert people(window.format("2019-12-31", "2020-01-01")) == [(2,)]
    assert people(window.format("2019-06-30", "2019-06-30")) == [(1,), (1,)]
    assert people(window.format("2017-01-01", "2017-12-31")) == []


@feature(40, 42)
def test_spells_are_prepared_with_the_usual_commands(people):
    """Cut to the window by hand, and the days added up: 182 and 184 days of 2020, and 31."""
    script = (
        "import-event db/PLACE 2020-01-01 to 2020-12-31 as p\n"
        "replace STOP@p = date(2020, 12, 31) if sysmiss(STOP@p) | STOP@p > date(2020, 12, 31)\n"
        "generate days = STOP@p - START@p + 1\n"
        "collapse (sum) days (mean) days -> average, by(PERSONID_1)"
    )
    assert people(script) == [(31, 31), (366, 183)]


def test_keep_among_spells_is_part_of_how_the_value_came_to_be(people):
    """Only the spells that are kept count; who has none left is not in the new data set."""
    script = "import-event db/PLACE 2010-01-01 to 2030-12-31 as p\nkeep if p == 2\nkeep p\n"
    assert people(script + "collapse (count) p -> n, by(PERSONID_1)") == [(1,), (1,), (1,)]


def test_what_was_folded_is_merged_into_persons(people):
    """Persons without a spell get missing, and conditions on the value are about persons."""
    script = (
        "import-event db/PLACE 2020-01-01 to 2020-12-31 as p\ncollapse (count) p -> n, by(PERSONID_1)\n"
        "create-dataset kids\nimport db/SEX as sex\nuse spells\nmerge n into kids on PERSONID_1\nuse kids\n"
    )
    assert people(script) == [(1, 1), (1, 2), (2, None), (2, None)]
    assert people(script + "keep if n == 2") == [(1, 2)]


def test_persons_values_are_merged_into_their_spells(people):
    """Each spell gets the value of its person."""
    script = (
        "import-event db/PLACE 2010-01-01 to 2030-12-31 as p\ncreate-dataset kids\nimport db/SEX as sex\n"
        "merge sex into spells\nuse spells\nkeep if sex == 1\ncollapse (count) p -> n, by(PERSONID_1)"
    )
    assert people(script) == [(1,), (3,)]


def test_a_condition_on_a_folded_value_is_known_by_its_people():
    """It is no aggregate of others: the condition is a bit over the release, not keyed."""
    bank = Bank((variable("PLACE", ValueType.INTEGER, temporality=Temporality.EVENT),))
    script = "import-event db/PLACE 2020-01-01 to 2020-12-31 as p\n"
    script += "collapse (count) p, by(PERSONID_1)\nkeep if p > 1"
    dataset = bind_text(CONNECT + script, session(bank)).session.sets["spells"].dataset
    assert [condition.keyed for condition in dataset.conditions] == [False, False]


@feature(450)
def test_spells_have_a_data_set_of_their_own_and_are_not_shown():
    """Nothing is imported beside them, nothing is counted of rows, and other groups are refused."""
    begin = CONNECT + "import-event db/PLACE 2020-01-01 to 2020-12-31 as p\n"
    assert faults("import db/SEX as s", begin=begin)[0][2] == "event-alone"
    assert faults("import-event db/PLACE 2020-01-01 to 2020-12-31 as q", begin=begin)[0][2] == "event-alone"
    assert faults("tabulate p", begin=begin) == [(1, 1, "query.rows-of-persons", None)]
    assert faults("generate y = 1\ncollapse (count) p, by(y)", begin=begin)[0][2] == "query.rows-of-persons"
    assert faults("import-event db/SEX 2020-01-01 to 2020-12-31", begin=CONNECT)[0][2] == "no-event"
    assert faults("import-event db/PLACE 2020-12-31 to 2020-01-01", begin=CONNECT)[0][2] == "window-backwards"
    assert faults("collapse (count) sex, by(PERSONID_1)", begin=BEGIN)[0][2] == "one-row-already"


@feature(442, 444)
def test_what_a_date_means_hangs_on_the_kind_of_variable(people):
    """A fixed value has no date; a year's sum is the same on any day of it; a state holds on its day."""
    imports = (
        "import db/SEX as sex\nimport db/COUNT {0} as c\nimport db/STATE {0} as s\nimport db/PLACE {0} as p"
    )
    assert people(imports.format("2020-01-01")) == [
        (1, 12, None, 2),
        (1, None, None, None),
        (2, None, 7, None),
        (2, None, None, None),
    ]
    assert people(imports.format("2020-12-31"))[0] == (1, 12, None, 1)
    assert people(imports.format("2021-01-01")) == [
        (1, None, None, 1),
        (1, None, None, None),
        (2, None, None, 2),
        (2, None, None, None),
    ]
    assert faults("import db/PLACE as p", begin=CONNECT)[0][2] == "date-needed"

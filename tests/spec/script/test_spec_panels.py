"""Panels: persons at several dates, prepared row by row, and the ways out by date and by person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from script_worlds import BANK, BEGIN, GRANT, Bank, codes, faults, session, variable
from worlds import World

from folkekommune.catalogue.model import Temporality, ValueType
from folkekommune.engines.source import StoredValue
from folkekommune.query.engine import CellRequest
from folkekommune.query.panels import slices
from folkekommune.script.binder import bind_text

feature = pytest.mark.feature


def day(written: str) -> int:
    return (date.fromisoformat(written) - date(1970, 1, 1)).days


SPELLS = [(0, 1, "2018-06-01", "2019-06-01"), (0, 2, "2019-06-02", None), (1, 1, "2019-01-01", "2019-12-31")]
"""Person 0 goes from 1 to 2, person 1 has 1 in 2019 alone, persons 2 and 3 have none."""

CONNECT = f"require {BANK}:1 as db\ncreate-dataset panel\n"
YEARS = "import-panel db/PLACE db/SEX 2018-07-01 2019-07-01 2020-07-01\n"


class People:
    """The persons of a script's data sets, on one engine."""

    def __init__(self, kind: str, folder: Path) -> None:
        world = World.of(4, part=GRANT[0]).add("SEX", [1, 2, 1, 2])
        rows = [
            StoredValue(unit, 0, value, day(begin), end and day(end)) for unit, value, begin, end in SPELLS
        ]
        world.add_rows("PLACE", rows, ValueType.INTEGER)
        for name, values in {"W18": [5, 6, 7, 8], "W19": [6, 7, None, 9], "H19": [50, None, 70, 80]}.items():
            world.add(name, values)
        self.engine = world.reference() if kind == "reference" else world.duckdb(folder)
        numbers = (variable(name, ValueType.INTEGER) for name in ("W18", "W19", "H19"))
        sex = variable("SEX", ValueType.INTEGER, code_list=codes("sex", 1, 2))
        place = variable("PLACE", ValueType.INTEGER, temporality=Temporality.EVENT)
        self.bank = Bank((sex, place, *numbers))

    def after(self, script: str):
        """Give the active data set of a script."""
        result = bind_text(CONNECT + script, session(self.bank))
        assert result.faults == (), [each.message("en") for each in result.faults]
        return result.session.sets[result.session.active]

    def rows(self, dataset) -> list[tuple[float | str | None, ...]]:
        """Give the rows of live persons."""
        names = tuple(name for name in dataset.columns if not name.startswith("@"))
        cells = self.engine.cells(CellRequest(dataset, names), limit=100)
        live = (1 << len(dataset.conditions)) - 1
        each = zip(zip(*cells.coordinates, strict=True), cells.mask, cells.units, strict=True)
        return sorted((row for row, mask, units in each if mask == live for _ in range(units)), key=str)


@pytest.fixture(params=["reference", "duckdb"])
def people(request, tmp_path: Path) -> People:
    return People(request.param, tmp_path)


@feature(60, 460)
def test_import_panel_gives_each_person_at_each_date(people):
    """Who has a value at any date is in it; a date without one is missing. Fixed values are repeated."""
    panel = people.after(YEARS)
    assert list(panel.columns) == ["PLACE", "SEX", "date@panel"]
    found = {each: people.rows(persons) for each, persons in slices(panel.dataset)}
    assert found == {
        day("2018-07-01"): [(1, 1, day("2018-07-01")), (None, 2, day("2018-07-01"))],
        day("2019-07-01"): [(1, 2, day("2019-07-01")), (2, 1, day("2019-07-01"))],
        day("2020-07-01"): [(2, 1, day("2020-07-01")), (None, 2, day("2020-07-01"))],
    }


@feature(41)
def test_rows_of_a_panel_are_prepared_with_the_usual_commands(people):
    """``date@panel`` is a day; a condition holds or not at each date for itself."""
    script = (
        YEARS + "generate year = year(date@panel)\nreplace PLACE = 9 if sysmiss(PLACE)\nkeep if year > 2018\n"
    )
    found = [people.rows(persons) for _, persons in slices(people.after(script + "keep PLACE year").dataset)]
    assert found == [[], [(1, 2019), (2, 2019)], [(2, 2020), (9, 2020)]]


def test_a_panel_is_put_together_by_person(people):
    """Each person's dates become one value; the rows that were kept count."""
    script = YEARS + "keep if date@panel > date(2019, 1, 1)\n"
    script += "collapse (count) PLACE -> n (max) PLACE -> last (mean) PLACE -> m, by(PERSONID_1)"
    assert people.rows(people.after(script).dataset) == [(1, 1, 1), (2, 2, 2)]


def test_the_population_of_a_panel_can_come_from_another_data_set(people):
    """``clone-units`` first: its units and its conditions stay."""
    script = "import db/SEX as sex\nkeep if sex == 1\nclone-units panel years\nuse years\n"
    script += "import-panel db/PLACE 2019-07-01 2020-07-01\ncollapse (count) PLACE -> n, by(PERSONID_1)"
    working = people.after(script)
    assert people.rows(working.dataset) == [(0,), (2,)]
    # Having a value, sex, and having a row: three conditions over the release.
    assert [condition.keyed for condition in working.dataset.conditions] == [False, False, False]


@feature(55, 461)
def test_reshape_to_panel_puts_suffixes_below_one_another(people):
    """What a date lacks is missing there; other variables are repeated."""
    script = "import db/SEX as sex\nimport db/W18 as w18\nimport db/W19 as w19\nimport db/H19 as h19\n"
    panel = people.after(script + "reshape-to-panel w h")
    assert list(panel.columns) == ["w", "h", "sex", "date@panel"]
    found = {each: people.rows(persons) for each, persons in slices(panel.dataset)}
    assert found == {
        18: [(5, None, 1, 18), (6, None, 2, 18), (7, None, 1, 18), (8, None, 2, 18)],
        19: [(6, 50, 1, 19), (7, None, 2, 19), (9, 80, 2, 19), (None, 70, 1, 19)],
    }


@feature(56, 461)
def test_reshape_from_panel_gives_a_variable_for_each_date(people):
    """The year, or the old suffix, stands behind the names; rows that were dropped are missing."""
    wide = people.after(YEARS + "keep if sysmiss(PLACE) == 0\nkeep PLACE date@panel\nreshape-from-panel")
    assert list(wide.columns) == ["PLACE2018", "PLACE2019", "PLACE2020"]
    assert people.rows(wide.dataset) == [(1, 2, 2), (None, 1, None)]
    again = people.after(
        "import db/W18 as w18\nimport db/W19 as w19\nreshape-to-panel w\n"
        "replace w = w + 1\nreshape-from-panel"
    )
    assert people.rows(again.dataset) == [(6, 7), (7, 8), (8, None), (9, 10)]


def test_panels_are_refused_with_a_way_out():
    """An empty data set, dates that differ, suffixes of digits."""
    assert faults("import-panel db/PLACE 2019-01-01", begin=BEGIN)[0][2] == "panel-not-empty"
    assert faults("import-panel db/PLACE 2019-01-01 2019-01-01", begin=CONNECT)[0][2] == "date-twice"
    assert faults("import-panel db/PLACE", begin=CONNECT)[0][2] == "incomplete"
    assert faults("reshape-to-panel weight", begin=BEGIN)[0][2] == "no-suffixes"
    assert faults("reshape-from-panel", begin=BEGIN) == [(1, 1, "no-panel", None)]
    assert faults("correlate PLACE", begin=CONNECT + "import-panel db/PLACE 2019-01-01\n")

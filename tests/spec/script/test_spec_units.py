"""Units below persons, such as visits: imported with their link, made persons of, given what persons have."""

from __future__ import annotations

from pathlib import Path

import pytest
from script_worlds import BANK, GRANT, Bank, codes, faults, session, variable
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import PERSON
from folkekommune.query.engine import CellRequest
from folkekommune.script.binder import bind_text

feature = pytest.mark.feature

VISITS = [
    # whose, kind, minutes
    (0, 1, 10),
    (0, 2, 30),
    (0, 1, None),
    (1, 1, 20),
    (2, 2, 60),
]
"""Person 0 has three visits, 1 and 2 one each, 3 none."""

BANKED = Bank(
    (
        variable("SEX", ValueType.INTEGER, code_list=codes("sex", 1, 2)),
        variable("VISIT_LINK", ValueType.IDENTIFIER, unit_type="VISIT"),
        variable("KIND", ValueType.INTEGER, unit_type="VISIT", code_list=codes("kind", 1, 2)),
        variable("MINUTES", ValueType.INTEGER, unit_type="VISIT", clip=(0.0, 60.0)),
    ),
    links={"VISIT": "VISIT_LINK"},
)

BEGIN = f"""require {BANK}:1 as db
create-dataset visits
import db/KIND as kind
import db/MINUTES as minutes
import db/VISIT_LINK as child
"""
KIDS = "create-dataset kids\nimport db/SEX as sex\n"


@pytest.fixture(params=["reference", "duckdb"])
def rows(request, tmp_path: Path):
    """Run a script, and give the live rows of its active data set but for identifiers."""

    def run(script: str) -> list[tuple[float | str | None, ...]]:
        world = World.of(4, part=GRANT[0]).add("SEX", [1, 2, 1, 2])
        world.add_units("VISIT", [(0, who) for who, _, _ in VISITS])
        world.add_of_units("VISIT", "KIND", [kind for _, kind, _ in VISITS])
        world.add_of_units("VISIT", "MINUTES", [minutes for _, _, minutes in VISITS])
        result = bind_text(BEGIN + script, session(BANKED))
        assert result.faults == (), [each.message("en") for each in result.faults]
        dataset = result.session.sets[result.session.active].dataset
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        engine = world.reference() if request.param == "reference" else world.duckdb(folder)
        names = tuple(
            name
            for name, info in dataset.columns.items()
            if info.type is not ValueType.IDENTIFIER and name != PERSON
        )
        cells = engine.cells(CellRequest(dataset, names), limit=100)
        live = (1 << len(dataset.conditions)) - 1
        each = zip(zip(*cells.coordinates, strict=True), cells.mask, cells.units, strict=True)
        return sorted((row for row, mask, units in each if mask == live for _ in range(units)), key=str)

    return run


def test_a_data_set_has_the_units_that_its_first_import_says(rows):
    """Five visits have a kind, and one of them no minutes."""
    assert rows("") == [(1, 10), (1, 20), (1, None), (2, 30), (2, 60)]


@feature(452, 453)
def test_units_are_put_together_by_their_link(rows):
    """One row a person who has a visit; it stands for whom the link names, and needs no ``on``."""
    script = "collapse (count) kind -> n (sum) minutes, by(child)\n"
    assert rows(script) == [(1, 20), (1, 60), (3, 40)]
    assert rows(script + KIDS + "use visits\nmerge n minutes into kids\nuse kids\n") == [
        (1, 1, 60),
        (1, 3, 40),
        (2, 1, 20),
        (2, None, None),
    ]


def test_keep_among_units_is_part_of_how_a_value_came_to_be(rows):
    """Of the visits of kind 1, person 0 has two and person 1 one."""
    assert rows("keep if kind == 1\ncollapse (count) kind -> n, by(child)") == [(1,), (2,)]


@feature(452)
def test_what_persons_have_is_merged_into_their_units(rows):
    """Each visit gets the sex of its child."""
    script = KIDS + "merge sex into visits on child\nuse visits\n"
    assert rows(script) == [(1, 10, 1), (1, 20, 2), (1, None, 1), (2, 30, 1), (2, 60, 1)]
    assert rows(script + "keep if sex == 2\n") == [(1, 20, 2)]


def test_what_was_put_together_goes_back_to_the_units(rows):
    """Only the longest visit of each child is kept: a visit without minutes is none."""
    script = "clone-dataset visits all\ncollapse (max) minutes -> longest, by(child)\n"
    script += "merge longest into all on child\nuse all\nkeep if minutes == longest\n"
    assert rows(script) == [(1, 20, 20), (2, 30, 30), (2, 60, 60)]


def test_aggregate_gives_each_unit_what_is_known_of_its_person(rows):
    """The number of visits of the child stands at each of them."""
    script = "keep kind child\naggregate (count) kind -> n, by(child)"
    assert rows(script) == [(1, 1), (1, 3), (1, 3), (2, 1), (2, 3)]


def test_a_link_of_its_own_data_set_is_merged_by_unit(rows):
    """Units are joined with themselves, and the link stays one."""
    script = (
        "create-dataset links\nimport db/VISIT_LINK as whose\nmerge whose into visits\nuse visits\n"
        "collapse (count) kind -> n, by(whose)"
    )
    assert rows(script) == [(1,), (1,), (3,)]


@feature(449)
def test_units_and_persons_do_not_share_a_data_set():
    assert faults("import db/SEX as sex", begin=BEGIN, bank=BANKED)[0][2] == "unit-type-other"
    begin = BEGIN + KIDS
    assert faults("import db/KIND as k", begin=begin, bank=BANKED)[0][2] == "unit-type-other"
    assert faults("merge sex into visits", begin=begin, bank=BANKED)[0][2] == "merge-on-link"
    assert faults("use visits\nmerge kind into kids", begin=begin, bank=BANKED)[0][2] == "query.unit-type"


@feature(454)
def test_the_link_itself_is_never_read():
    """It is used in by() and on, and nowhere else."""
    for line in ("tabulate child", "generate x = child", "keep if child == '1'", "summarize child"):
        assert faults(line, begin=BEGIN, bank=BANKED), line

"""An indicator that counts how everybody is on a day of the year, with a cube for each year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.engines.source import StoredValue
from folkekommune.errors import InputError
from folkekommune.indicators.compilation import compile_indicator, days_of
from folkekommune.indicators.definition import Moment
from folkekommune.indicators.definition_files import load_definition, load_definitions
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.engine import CellRequest
from folkekommune.query.outputs import ShareCube
from folkekommune.query.steps import Import
from folkekommune.services.indicator_expressions import expression_reader

PACKAGE = load_package(shipped_folder() / "hjemmetjenester")
DEFINITIONS = load_definitions(PACKAGE)
INDICATOR = DEFINITIONS["praktisk_bistand"]
EPOCH = date(1970, 1, 1)


def day(year: int, month: int = 1, day_: int = 1) -> int:
    return (date(year, month, day_) - EPOCH).days


def cube(on: date | None) -> ShareCube:
    return compile_indicator(
        INDICATOR,
        databank=PACKAGE.databank,
        release=ReleaseRef(PACKAGE.databank.name, "1.0.0"),
        municipality="5001",
        districts=("500101",),
        expression=expression_reader(PACKAGE.databank),
        on=on,
    )


@pytest.mark.parametrize(
    ("until", "years"),
    [
        (date(2024, 12, 31), [2021, 2022, 2023, 2024]),
        (date(2024, 12, 30), [2021, 2022, 2023]),
        (date(2021, 12, 30), []),
        (date(2010, 1, 1), []),
    ],
)
def test_there_is_a_day_for_each_year_that_deliveries_tell_of(until, years):
    assert [found.year for found in Moment(12, 31, 2021).days(until)] == years


def test_an_indicator_of_visits_has_one_cube_for_all_years():
    children = load_definitions(load_package(shipped_folder() / "helseprofil"))
    assert days_of(children["fullamming_6uker"], date(2024, 12, 31)) == (None,)


def test_what_changes_is_imported_as_on_the_day_and_what_does_not_without_one():
    steps = [step for step in cube(date(2023, 12, 31)).dataset.steps if isinstance(step, Import)]
    at = {step.variable: step.at for step in steps}
    assert at.pop("KJONN") is None
    assert set(at.values()) == {day(2023, 12, 31)}
    assert set(at) == {"TJENESTE", "TIMER_PRAKTISK", "BOSTED_KOMMUNE", "BOSTED_BYDEL"}


def test_without_a_day_it_is_refused():
    with pytest.raises(InputError) as refused:
        cube(None)
    assert refused.value.code == "indicators.needs-date"


def test_the_hand_counted_people_of_two_days():
    """One is helped all the time, two from 2023; three has another service, four none any more in 2023."""
    always, from_2023, in_2022 = (day(2020), None), (day(2023), None), (day(2022), day(2022, 12, 31))
    world = World({"5001": [1, 2, 3, 4, 5]})
    services = {1: (10, always), 2: (10, from_2023), 3: (40, always), 4: (20, in_2022)}
    world.add_rows("TJENESTE", [stored(u, c, held) for u, (c, held) in services.items()], ValueType.INTEGER)
    hours = [stored(1, 2.5, always), stored(2, 1.0, from_2023)]
    world.add_rows("TIMER_PRAKTISK", hours, ValueType.DECIMAL)
    everyone = [stored(unit, "5001", always) for unit in world.members["5001"]]
    world.add_rows("BOSTED_KOMMUNE", everyone, ValueType.STRING)
    world.add_rows("BOSTED_BYDEL", [], ValueType.STRING)
    world.add("KJONN", [1, 2, 1, 2, 1])
    counted = {}
    for year in (2022, 2023):
        asked = cube(date(year, 12, 31))
        cells = world.reference().cells(CellRequest(asked.dataset, (asked.outcome, asked.year)), limit=100)
        for outcome, at, persons in zip(*cells.coordinates, cells.persons.tolist(), strict=True):
            counted[year, outcome, at] = persons
    assert counted == {
        (2022, 1.0, 2022.0): 1,
        (2022, 0.0, 2022.0): 2,
        (2022, None, None): 2,
        (2023, 1.0, 2023.0): 2,
        (2023, 0.0, 2023.0): 1,
        (2023, None, None): 2,
    }


def stored(unit: int, value: float | str, held: tuple[int, int | None]) -> StoredValue:
    return StoredValue(unit, 0, value, *held)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("day = 31", "day = 32", "day"),
        ("month = 12", "month = 2", "day"),
        ("month = 12", "month = 13", "day"),
    ],
)
def test_a_day_that_there_is_not_is_a_fault(tmp_path: Path, old, new, field):
    source = PACKAGE.folder / "indicators" / "praktisk_bistand.toml"
    file = tmp_path / source.name
    file.write_text(source.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_definition(file)
    assert refused.value.code == "indicators.field-wrong"
    assert field in str(refused.value.parameters)

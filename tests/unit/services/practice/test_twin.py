"""Twins: the same each time, made of the catalogue and of published shares, and hanging together."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from script_worlds import BEGINNING, codes, variable, words

from folkekommune.catalogue.model import (
    Code,
    CodeList,
    Databank,
    Occasion,
    Temporality,
    UnitType,
    ValueType,
    Within,
)
from folkekommune.services.practice.people import EPOCH
from folkekommune.services.practice.twin import OPEN, Column, Twin, make_twin
from folkekommune.services.practice.weights import Weights

UNTIL = date(2024, 12, 31)
LAST = UNTIL.toordinal() - EPOCH
PARTS = ("4601", "4631")
MOVED = date(2015, 1, 1)
CHANGED = CodeList(
    "changed",
    words("changed"),
    (
        Code(1, words("one"), BEGINNING),
        Code(2, words("old"), BEGINNING, date(2014, 12, 31)),
        Code(3, words("new"), MOVED),
    ),
)
DISTRICTS = CodeList(
    "district",
    words("district"),
    tuple(Code(each, words(each), BEGINNING) for each in ("460101", "460102", "463101", "110301")),
    Within("PLACE", 4),
)
CHILDREN = (
    variable("BORN_YEAR", ValueType.INTEGER, limits=(1990.0, 2100.0)),
    variable("MOTHER", ValueType.IDENTIFIER),
    variable("PLACE", ValueType.STRING, code_list=codes("place", "0301", *PARTS)),
    variable("DISTRICT", ValueType.STRING, code_list=DISTRICTS),
    variable("FOOD", ValueType.INTEGER, code_list=codes("food", 1, 2, 3)),
    variable("DAY_Y1", ValueType.DATE, item="DAY", occasion="Y1"),
    variable(
        "WEIGHT_Y1", ValueType.DECIMAL, item="WEIGHT", occasion="Y1", limits=(2.0, 30.0), clip=(7.0, 13.0)
    ),
    variable("ANSWER_Y1", ValueType.INTEGER, item="ANSWER", occasion="Y1", code_list=CHANGED),
    variable(
        "STATE",
        ValueType.INTEGER,
        item="STATE",
        temporality=Temporality.EVENT,
        code_list=codes("state", 1, 2),
    ),
    variable(
        "HOURS",
        ValueType.DECIMAL,
        item="HOURS",
        temporality=Temporality.EVENT,
        occasion="STAY",
        only=("KIND", (2,)),
    ),
    variable(
        "KIND",
        ValueType.INTEGER,
        item="KIND",
        temporality=Temporality.EVENT,
        occasion="STAY",
        code_list=codes("kind", 1, 2),
    ),
    variable(
        "YEARLY",
        ValueType.DECIMAL,
        item="YEARLY",
        temporality=Temporality.ACCUMULATED,
        occasion="STAY",
        clip=(0.0, 9.0),
    ),
)
VISITS = UnitType(
    "VISIT",
    words("visit"),
    "VISIT_CHILD",
    {
        each.name: each
        for each in (
            variable("VISIT_CHILD", ValueType.IDENTIFIER, unit_type="VISIT"),
            variable("VISIT_KIND", ValueType.STRING, unit_type="VISIT", code_list=codes("occasion", "Y1")),
            variable("VISIT_WEIGHT", ValueType.DECIMAL, unit_type="VISIT", item="WEIGHT"),
        )
    },
)
BANK = Databank(
    "no.example.young",
    words("bank"),
    words("bank"),
    (Occasion("Y1", words("one year"), 365, 300, 430),),
    {},
    {each.name: each for each in CHILDREN},
    {},
    {"VISIT": VISITS},
)
GROWN = Databank(
    "no.example.grown",
    words("bank"),
    words("bank"),
    (),
    {},
    {"BORN": variable("BORN", ValueType.INTEGER, limits=(1900.0, 2100.0))},
    {},
)


def twin_of(bank: Databank = BANK, weights: Weights = Weights(), version: str = "1.0.0") -> Twin:  # noqa: B008 - frozen
    return make_twin(bank, version, parts=PARTS, weights=weights, until=UNTIL)


@pytest.fixture(scope="module")
def twin() -> Twin:
    return twin_of()


@pytest.fixture(scope="module")
def columns(twin: Twin) -> dict[str, Column]:
    return {each.variable.name: each for each in twin.columns()}


def by_unit(column: Column) -> dict[int, object]:
    return dict(zip(column.units.tolist(), column.values.tolist(), strict=True))


def test_the_same_version_gives_the_same_values_and_another_version_others(columns):
    again = {each.variable.name: each.values.tolist() for each in twin_of().columns()}
    other = {each.variable.name: each.values.tolist() for each in twin_of(version="1.1.0").columns()}
    known = {name: each.values.tolist() for name, each in columns.items()}
    assert again == known
    assert other["FOOD"] != known["FOOD"]


def test_a_variable_is_the_same_whatever_else_is_asked_for(columns):
    (alone,) = twin_of().columns({"HOURS"})
    assert alone.values.tolist() == columns["HOURS"].values.tolist()
    assert alone.units.tolist() == columns["HOURS"].units.tolist()


def test_codes_are_of_the_list_and_used_while_they_are_valid(columns):
    days, answers = by_unit(columns["DAY_Y1"]), by_unit(columns["ANSWER_Y1"])
    moved = MOVED.toordinal() - EPOCH
    before = {answer for unit, answer in answers.items() if unit in days and days[unit] < moved}
    after = {answer for unit, answer in answers.items() if unit in days and days[unit] >= moved}
    assert (before, after) == ({1, 2}, {1, 3})


def test_people_live_in_the_parts_that_may_be_seen_and_in_districts_of_them(columns):
    places, districts = by_unit(columns["PLACE"]), by_unit(columns["DISTRICT"])
    assert set(places.values()) == set(PARTS)
    both = {(places[unit], district) for unit, district in districts.items() if unit in places}
    assert both == {("4601", "460101"), ("4601", "460102"), ("4631", "463101")}


def test_visits_come_at_their_age_and_none_in_the_future(twin, columns):
    column = columns["DAY_Y1"]
    ages = column.values - twin.people.born[column.units]
    assert (ages.min() >= 300, ages.max() <= 430) == (True, True)
    assert column.values.max() <= LAST
    young = set(np.flatnonzero(twin.people.born > LAST - 300).tolist())
    assert young
    assert young.isdisjoint(columns["WEIGHT_Y1"].units.tolist())


def test_measurements_stay_within_their_public_limits(columns):
    weights = columns["WEIGHT_Y1"].values
    assert (weights.min() >= 7.0, weights.max() <= 13.0) == (True, True)
    assert len(np.unique(weights)) > 30


def test_a_spell_ends_before_the_next_begins_and_the_last_goes_on(columns):
    column = columns["STATE"]
    order = np.lexsort((column.starts, column.units))
    units, starts, stops = column.units[order], column.starts[order], column.stops[order]
    next_of_same = units[1:] == units[:-1]
    assert (stops[:-1][next_of_same] < starts[1:][next_of_same]).all()
    assert (stops >= starts).all()
    assert (stops == OPEN).sum() > len(units) / 3


def test_what_hangs_on_another_item_is_there_only_where_that_item_has_the_code(columns):
    kinds = {
        (unit, start): value
        for unit, start, value in zip(
            columns["KIND"].units.tolist(),
            columns["KIND"].starts.tolist(),
            columns["KIND"].values.tolist(),
            strict=True,
        )
    }
    hours = list(zip(columns["HOURS"].units.tolist(), columns["HOURS"].starts.tolist(), strict=True))
    assert {kinds[each] for each in hours if each in kinds} == {2}
    assert len(hours) > 500


def test_a_sum_over_a_year_holds_from_its_first_day_to_its_last(columns):
    days = {
        (date.fromordinal(start + EPOCH), date.fromordinal(stop + EPOCH))
        for start, stop in zip(
            columns["YEARLY"].starts.tolist(), columns["YEARLY"].stops.tolist(), strict=True
        )
    }
    assert (date(2023, 1, 1), date(2023, 12, 31)) in days
    assert {(start.month, start.day, stop.month, stop.day) for start, stop in days} == {(1, 1, 12, 31)}


def test_siblings_share_their_mother_and_mothers_are_grown_when_they_have_children(twin, columns):
    mothers = by_unit(columns["MOTHER"])
    assert len(set(mothers.values())) < 0.8 * len(mothers)
    grown = twin_of(GROWN)
    born = dict(zip(grown.people.keys.tolist(), grown.people.born.tolist(), strict=True))
    ages = [(twin.people.born[unit] - born[mother]) / 365.25 for unit, mother in mothers.items()]
    assert (min(ages) >= 20, max(ages) < 50) == (True, True)


def test_a_unit_of_a_visit_says_what_the_visit_says(twin, columns):
    owner = dict(enumerate(twin.units[0].owners.tolist()))
    key_of = twin.people.keys
    raw = twin._drawn(BANK.variables["WEIGHT_Y1"])[1]
    for unit, weight in by_unit(columns["VISIT_WEIGHT"]).items():
        assert weight == raw.values[owner[unit]]
    assert {by_unit(columns["VISIT_CHILD"])[unit] == key_of[owner[unit]] for unit in owner} == {True}


def test_published_shares_and_means_decide_how_common_codes_are():
    told = Weights({"FOOD": {1: 0.7, 2: 0.3, 3: 0.0}}, {"WEIGHT_Y1": 8.0}, {"4601": 3.0, "4631": 1.0})
    found = {each.variable.name: each for each in twin_of(weights=told).columns()}
    food, places = found["FOOD"].values, found["PLACE"].values
    # 2000 persons: four standard deviations of a share are about four points, of families somewhat more.
    assert np.mean(food == 1) == pytest.approx(0.7, abs=0.045)
    assert not (food == 3).any()
    assert np.mean(places == "4601") == pytest.approx(0.75, abs=0.06)
    assert np.mean(found["WEIGHT_Y1"].values) == pytest.approx(8.0, abs=0.3)
    plain = {each.variable.name: each for each in twin_of().columns({"FOOD"})}
    assert np.mean(plain["FOOD"].values == 1) == pytest.approx(1 / 3, abs=0.045)

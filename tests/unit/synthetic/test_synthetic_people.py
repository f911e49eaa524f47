"""Who there is: numbers of the synthetic series only, real age structure, people who move."""

from __future__ import annotations

import numpy as np
import pytest
from stdnum.no import fodselsnummer

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.errors import UsageError
from folkekommune.identity import Series, check_numbers
from folkekommune.synthetic.people.births import BirthTable
from folkekommune.synthetic.people.calendar import iso_week, nearest_day, weekday
from folkekommune.synthetic.people.children import NOWHERE, Children, make_children
from folkekommune.synthetic.people.numbers import assign_numbers
from folkekommune.synthetic.people.places import Places, build_places
from folkekommune.synthetic.source import Source
from folkekommune.synthetic.world import place_names

PACKAGE = shipped_folder() / "helseprofil"
SOURCE = Source(PACKAGE / "synthetic")
NAMES = place_names(load_package(PACKAGE).databank)


def make(*municipalities: str, each: int | None = 3000) -> tuple[Places, Children]:
    places = build_places(SOURCE, NAMES, municipalities)
    children = make_children(
        11,
        places,
        BirthTable(SOURCE, girl_share=0.487),
        settings=SOURCE.settings("population.toml"),
        latent=SOURCE.settings("model.toml")["latent"],
        children_each=None if each is None else (each,) * len(municipalities),
    )
    return places, children


def test_numbers_are_synthetic_unique_and_tell_birth_date_and_sex():
    _, children = make("4601", "4624")
    checked = check_numbers(children.numbers)
    assert checked.valid.all()
    assert (checked.series == Series.TAX_TEST).all()
    assert not checked.d_number.any()
    assert len(np.unique(children.numbers)) == len(children) == 6000
    assert (checked.birth_date.astype("datetime64[D]").astype(np.int64) == children.born).all()
    assert ((checked.sex == 2) == children.girl).all()


def test_numbers_pass_an_outside_check_only_without_the_synthetic_month():
    """The control digits are those of the number as it stands, and no person can have it."""
    _, children = make("4601", each=200)
    for number in children.numbers[:50]:
        text = f"{number:011d}"
        assert 81 <= int(text[2:4]) <= 92
        digits = fodselsnummer.calc_check_digit1(text) + fodselsnummer.calc_check_digit2(text)
        assert digits == text[9:]


def test_d_numbers_have_forty_on_the_day():
    _, children = make("4601", each=200)
    checked = check_numbers(children.d_numbers)
    assert checked.valid.all()
    assert checked.d_number.all()


def test_a_birth_date_with_too_many_children_is_refused():
    with pytest.raises(OverflowError):
        assign_numbers(
            np.full(300, 15000), np.ones(300, dtype=bool), rng=np.random.default_rng(0), d_numbers=False
        )


def test_births_are_the_infants_of_the_next_new_year():
    """Children aged 0 on 1 January were born the year before."""
    places = build_places(SOURCE, NAMES, ["4624"])
    cohorts = BirthTable(SOURCE, girl_share=0.487).cohorts(places, 0, range(2009, 2011))
    rows = SOURCE.rows("geo/folketall_0_20_bergen_alver_bjornafjorden.csv", delimiter=",")
    expected = {
        (int(row["aar"]) - 1, row["kjonn"]): int(row["a0"])
        for row in rows
        if row["kode"] == "4624" and row["aar"] in ("2010", "2011")
    }
    found = {(c.birth_year, {1: "male", 2: "female"}[c.sex]): c.children for c in cohorts}
    assert found == expected


def test_children_live_in_districts_of_their_municipality_and_some_move():
    places, children = make("4601", "4624")
    first = places.district_municipality[children.home[:, 0]]
    assert (first[:3000] == 0).all()
    assert (first[3000:] == 1).all()
    everyone = np.arange(len(children))
    on_arrival = children.district_on(everyone, children.since[:, 0])
    assert (on_arrival == children.home[:, 0]).all()
    assert (children.district_on(everyone, children.since[:, 0] - 1) == NOWHERE).all()
    later = children.district_on(everyone, children.since[:, 0] + 3000)
    assert ((later != on_arrival) & (later != NOWHERE)).any()
    assert (later == NOWHERE).any()
    moved_far = (later != NOWHERE) & (places.district_municipality[later] != first)
    assert 0 < moved_far.mean() < 0.1


def test_about_four_percent_of_small_children_leave_a_year():
    _, children = make("4624", each=None)
    born_here = (children.since[:, 0] == children.born) & (children.born < 18000)
    assert born_here.sum() > 2500
    gone = children.district_on(np.flatnonzero(born_here), children.born[born_here] + 365) == NOWHERE
    assert gone.mean() == pytest.approx(1 - np.exp(-0.04), abs=0.012)


def test_every_unit_stands_in_a_district_and_children_are_met_in_their_own():
    places, _ = make("4601", each=100)
    assert sum(unit.startswith("4601-H") for unit in places.units) == 16
    district = np.arange(8)
    unit = places.choose_units(district, np.full(8, 0.99), at_school=False)
    assert (places.unit_district[unit] == district).all()


def test_an_unknown_municipality_is_refused():
    with pytest.raises(UsageError) as refused:
        build_places(SOURCE, NAMES, ["4601", "1201"])
    assert refused.value.code == "synthetic.municipality-unknown"


def days(*dates: str):
    return np.array(dates, dtype="datetime64[D]").astype(np.int64)


def test_weeks_are_those_of_the_standard():
    assert iso_week(days("2015-12-31", "2016-01-03", "2016-01-04", "2021-01-03")).tolist() == [53, 53, 1, 53]
    assert weekday(days("2024-01-15", "2024-01-21")).tolist() == [0, 6]


def test_health_centres_are_closed_at_weekends():
    moved = nearest_day(days("2024-01-13", "2024-01-14", "2024-01-16"), at_school=False)
    assert moved.tolist() == days("2024-01-12", "2024-01-15", "2024-01-16").tolist()


def test_schools_are_closed_in_summer_and_at_christmas():
    every = np.arange(*days("2010-01-01", "2026-01-01"))
    moved = nearest_day(every, at_school=True)
    weeks = set(iso_week(moved).tolist())
    assert weeks == set(range(2, 26)) | set(range(34, 51))
    assert (weekday(moved) < 5).all()
    months = moved.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    assert 7 not in set(months.tolist())

"""G1 above the municipality, on people counted by hand: their sums, and what may keep them from adding up."""

from __future__ import annotations

import pytest

from folkekommune.keys import Keys, SealBrokenError
from folkekommune.published.county_sums import (
    COUNTRY,
    AreaYear,
    Cell,
    Counted,
    CountySums,
    Together,
    add_up,
    read_county_sums,
    save_county_sums,
)
from folkekommune.query.columns import ReleaseRef

ANE, BO, CAI, DINA = 0b0001, 0b0010, 0b0100, 0b1000
COUNTIES = {"4601": "46", "4631": "46", "1103": "11"}
RELEASE = ReleaseRef("bank", "1.0.0")


def cells(**people):
    """Give the cases of 2024 by municipality, written as ``m4601``."""
    found = {}
    for place, keys in people.items():
        counted = Counted()
        for key in keys:
            counted = counted.plus(Counted(1, key))
        found[Cell(place[1:], "amming", 2, 2024, 0)] = counted
    return found


def held(own, together, *, shared=0, outside=()):
    """Hold own cells against those of all together."""
    places = frozenset(Cell(place, "amming", 2, 2024, 0) for place in outside)
    return add_up(own, Together(together, places, shared), COUNTIES.get)


def areas(*names):
    return tuple(AreaYear(name, "amming", 2, 2024) for name in names)


def test_municipalities_with_different_people_add_up():
    own = cells(m4601=[ANE, BO], m4631=[CAI], m1103=[DINA])
    assert held(own, own) == CountySums()


def test_someone_lost_on_the_way_is_found_in_the_county_and_the_country_alone():
    own = cells(m4601=[ANE, BO], m4631=[CAI], m1103=[DINA])
    assert held(own, cells(m4601=[ANE], m4631=[CAI], m1103=[DINA])) == CountySums(apart=areas(COUNTRY, "46"))


def test_one_person_in_the_place_of_another_is_found_though_the_numbers_agree():
    assert held(cells(m4601=[ANE], m4631=[BO]), cells(m4601=[ANE], m4631=[CAI])).apart == areas(COUNTRY, "46")


def test_who_is_known_to_two_municipalities_may_be_counted_in_both_and_that_is_told():
    own = cells(m4601=[ANE, BO], m4631=[BO])
    once = cells(m4601=[ANE, BO], m4631=[])
    assert held(own, once, shared=1) == CountySums(twice=areas(COUNTRY, "46"))


def test_more_are_gone_than_are_known_to_two():
    own = cells(m4601=[ANE, BO], m4631=[BO])
    assert held(own, cells(m4601=[ANE], m4631=[]), shared=1).apart == areas(COUNTRY, "46")


def test_who_is_counted_nowhere_is_listed_where_they_live():
    own = cells(m4601=[ANE], m4631=[CAI])
    assert held(own, own, outside=["4631", "1103"]) == CountySums(outside=areas("46"))


def test_what_was_found_is_kept_sealed_by_release(tmp_path):
    keys = Keys(b"a key of nobody but these tests!")
    found = CountySums(apart=areas("46"), outside=areas("11", "46"))
    save_county_sums(tmp_path, keys, RELEASE, found)
    assert read_county_sums(tmp_path, keys, RELEASE) == found
    assert read_county_sums(tmp_path, keys, RELEASE).of_areas("11") == CountySums(outside=areas("11"))
    assert read_county_sums(tmp_path, keys, ReleaseRef("bank", "1.1.0")) == CountySums()
    (file,) = tmp_path.glob("bank/*.sealed")
    assert b"amming" not in file.read_bytes()
    file.rename(file.with_name("counties-2.0.0.sealed"))
    with pytest.raises(SealBrokenError):
        read_county_sums(tmp_path, keys, ReleaseRef("bank", "2.0.0"))

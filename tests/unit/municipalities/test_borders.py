"""Old municipality numbers find their place in the division of 2024."""

from __future__ import annotations

from collections import Counter

import pytest

from folkekommune.municipalities import current_code, municipalities, population, successors

# Mergers of 1 January 2020 in what was Hordaland.
MERGED_IN_2020 = {
    "4601": ("1201",),  # Bergen, a new number only
    "4618": ("1227", "1228", "1231"),  # Ullensvang: Jondal, Odda and Ullensvang
    "4624": ("1241", "1243"),  # Bjørnafjorden: Fusa and Os
    "4626": ("1245", "1246", "1259"),  # Øygarden: Sund, Fjell and Øygarden
    "4631": ("1256", "1260", "1263"),  # Alver: Meland, Radøy and Lindås
}


@pytest.mark.parametrize("new", MERGED_IN_2020)
def test_the_same_children_under_old_and_new_numbers_give_the_same_total(new):
    before = [old for old in MERGED_IN_2020[new] for _ in range(int(old) % 7 + 1)]
    after = [new] * len(before)
    assert Counter(current_code(code, 2019) for code in before) == Counter(
        current_code(code, 2020) for code in after
    )


def test_a_neighbour_that_did_not_merge_stays_apart():
    """Eidfjord (1232) lies beside Ullensvang, and only got a new number."""
    assert current_code("1232") == "4619"


def test_a_number_renewed_twice_is_followed_to_2024():
    """Drammen was 0602, then 3005 in Viken, then 3301."""
    assert {current_code(code) for code in ("0602", "3005", "3301")} == {"3301"}


def test_an_old_number_is_understood_after_its_time():
    assert current_code("1201", 2024) == "4601"


def test_a_new_number_is_understood_before_its_time():
    assert current_code("4601", 2012) == "4601"


@pytest.mark.parametrize("code", ["9999", "", "460", "46011", "Bergen", "2100"])
def test_an_unknown_number_has_no_place(code):
    assert current_code(code) is None


def test_a_municipality_that_was_split_places_no_one():
    """Haram left Ålesund (1507) in 2024: a child with 1507 may live in either."""
    assert current_code("1507") is None
    assert {successor.number for successor in successors("1507")} == {"1508", "1580"}


def test_the_shares_of_every_number_sum_to_one():
    for entry in municipalities():
        assert sum(s.weight for s in successors(entry.number)) == pytest.approx(1)
    assert sum(s.weight for s in successors("5012")) == pytest.approx(1)


def test_every_number_of_2024_is_its_own_successor():
    assert all(current_code(entry.number) == entry.number for entry in municipalities())


def test_population_of_a_place_is_the_same_under_its_old_number():
    assert population("1201", 2015, ages=range(6)) == population("4601", 2015, ages=range(6))

"""P2, P3, P5, P7, P8: planted faults are found, all of them, and what is right stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from delivery_factory import PACKAGE
from review_factory import at, declared, make_visits

from folkekommune.ingest.review.measurements import review_measurements


def review(visits, *, repaired=None):
    return review_measurements(visits, PACKAGE.databank, declared(), repaired=repaired or {})


def found(outcome, check):
    """Give item, rule and rows of what a check is against."""
    return {
        (each.item, each.rule): sorted(each.rows.tolist())
        for each in outcome.objections
        if each.check == check
    }


def rows_of(outcome, item):
    """Give the rows where P7 is against an item, by any rule."""
    return [row for (named, _), rows in found(outcome, "P7").items() if named == item for row in rows]


def test_children_who_keep_to_their_curve_are_left_alone():
    outcome = review(make_visits())
    assert {(check, *key) for check in ("P2", "P5", "P7", "P8") for key in found(outcome, check)} == set()


def test_a_value_far_from_the_childs_others_is_taken_out_and_those_beside_it_stay():
    visits = make_visits()
    height = visits.items["HOYDE_CM"]
    for person in (7, 90):
        height[at(person, "A4")] -= 16  # four standard deviations
    assert found(review(visits), "P7") == {("HOYDE_CM", "off-course"): [at(7, "A4"), at(90, "A4")]}


def test_one_who_is_always_small_is_not_off_course():
    visits = make_visits()
    rows = slice(at(20, "U6"), at(21, "U6"))
    visits.items["HOYDE_CM"][rows] *= 0.90
    assert found(review(visits), "P7") == {}


def test_a_fall_is_taken_out_at_the_visit_that_fits_the_child_less():
    visits = make_visits()
    height = visits.items["HOYDE_CM"]
    height[at(3, "M6")] = height[at(3, "M3")] - 2.6
    assert rows_of(review(visits), "HOYDE_CM") == [at(3, "M6")]


def test_one_centimetre_is_free_where_the_way_of_measuring_changes():
    visits = make_visits(children=200)
    height = visits.items["HOYDE_CM"]
    # Between 535 and 740 days a child stands up; a fall of 3.4 cm is allowed there, one of 3.6 is not.
    height[at(1, "A2")] = height[at(1, "M18")] - 3.4
    height[at(2, "A2")] = height[at(2, "M18")] - 3.6
    shrunk = found(review(visits), "P7").get(("HOYDE_CM", "shrunk"), [])
    assert at(1, "A2") not in shrunk
    assert at(2, "A2") in shrunk


def test_growth_beyond_three_and_a_half_centimetres_a_month():
    visits = make_visits()
    height = visits.items["HOYDE_CM"]
    # From three to six months there are three months: 10.6 cm at most.
    height[at(5, "M3")] = height[at(5, "M6")] - 11.5
    assert rows_of(review(visits), "HOYDE_CM") == [at(5, "M3")]


def test_a_copied_value_is_marked_and_taken_out_where_it_does_not_fit():
    visits = make_visits()
    height = visits.items["HOYDE_CM"]
    height[at(11, "M3")] = height[at(11, "U6")]  # 49 days later: suspicious, and 2 SD off
    outcome = review(visits)
    marked = found(outcome, "P8")
    assert marked["HOYDE_CM", "same-as-before"] == [at(11, "M3")]
    assert [each.out for each in outcome.objections if each.rule == "same-as-before"] == [False]


def test_the_same_weight_before_the_first_birthday_says_nothing():
    visits = make_visits()
    visits.items["VEKT_KG"][at(11, "M3")] = visits.items["VEKT_KG"][at(11, "U6")]
    assert ("VEKT_KG", "same-as-before") not in found(review(visits), "P8")


@pytest.mark.parametrize(
    ("occasion", "age", "outside"),
    # The window of two years is 600-880 days; half its width more on each side.
    [("A2", 459, True), ("A2", 460, False), ("A2", 1020, False), ("A2", 1021, True)],
)
def test_a_visit_outside_its_window(occasion, age, outside):
    window = PACKAGE.databank.occasion(occasion)
    assert (window.earliest_days, window.latest_days) == (600, 880)
    visits = make_visits()
    changed = visits.age.copy()
    changed[at(4, occasion)] = age
    rows = found(review(replace(visits, age=changed)), "P2")
    assert rows == ({("", "outside-window"): [at(4, occasion)]} if outside else {})


def test_a_body_mass_index_that_no_one_has_takes_both_measures_out():
    visits = make_visits()
    row = at(8, "A4")
    visits.items["VEKT_KG"][row] = 24.5
    visits.items["HOYDE_CM"][row] = 88.0  # each may be by itself; 31.6 kg/m2 may not
    outcome = review(visits)
    assert found(outcome, "P5") == {
        ("VEKT_KG", "implausible"): [row],
        ("HOYDE_CM", "implausible"): [row],
    }


def test_a_repair_stands_only_near_the_childs_other_values():
    visits = make_visits()
    weight = visits.items["VEKT_KG"]
    near, far = at(30, "M12"), at(31, "M12")
    weight[far] *= 1.15
    records = {"VEKT_KG": visits.record[[near, far]]}
    outcome = review(visits, repaired=records)
    assert found(outcome, "P3") == {("VEKT_KG", "repair-not-near"): [far]}


def test_what_is_against_a_rule_is_counted_by_place():
    visits = make_visits()
    visits.items["HOYDE_CM"][at(7, "A4")] -= 16  # child 7 belongs to place B
    counted = {
        each.site: (each.applicable, each.violating)
        for each in review(visits).observations
        if each.check == "P7" and each.item == "HOYDE_CM"
    }
    assert counted == {"A": (800, 0), "B": (800, 1), "C": (800, 0)}


def test_digits_are_described_for_each_place_and_role():
    visits = make_visits()
    height = visits.items["HOYDE_CM"]
    at_a = visits.site == 0
    height[at_a] = np.round(height[at_a])
    seen = {
        (each.site or each.group): each
        for each in review(visits).observations
        if each.check == "P10" and each.item == "HOYDE_CM"
    }
    assert set(seen) == {"A", "B", "C", "3"}
    assert seen["A"].figure == 100.0  # all values end in .0
    assert seen["A"].flagged
    assert seen["B"].figure < 12
    assert not seen["B"].flagged


def test_a_scale_that_shows_too_much_is_seen_in_its_year():
    visits = make_visits()
    heavy = (visits.site == 2) & (visits.occasion == 6)
    visits.items["VEKT_KG"][heavy] *= 1.06
    flagged = {
        (each.site, each.period)
        for each in review(visits).observations
        if each.check == "P12" and each.flagged
    }
    assert ("C", "2019") in flagged
    assert all(period == "2019" for _, period in flagged)

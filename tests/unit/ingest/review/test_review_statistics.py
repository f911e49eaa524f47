"""The statistics of the review, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from review_factory import declared, make_visits

from folkekommune.ingest.review.completeness import Answered
from folkekommune.ingest.review.heaping import describe_births
from folkekommune.ingest.review.places import digit_index, last_digits
from folkekommune.ingest.review.practice import outside_funnel, share_between
from folkekommune.ingest.review.standard import own_scores
from folkekommune.ingest.review.volume import compare_months

LIMITS = declared().thresholds


def test_the_digit_index_of_even_digits_is_zero():
    assert digit_index(np.bincount(last_digits(np.arange(100) / 10))) == 0


def test_the_digit_index_of_halves_alone():
    """Half end in 0 and half in 5: chi squared is 4 n, and 100 x the root of 4 / 9 is 66.7."""
    counts = np.bincount(last_digits(np.array([1.0, 1.5] * 50)), minlength=10)
    assert digit_index(counts) == pytest.approx(66.667, abs=0.001)


def test_scores_are_normal_and_a_wrong_value_in_a_hundred_moves_them_little():
    visits = make_visits(children=400)
    values = visits.items["HOYDE_CM"].copy()
    clean = own_scores(visits, values)
    assert abs(np.mean(clean)) < 0.2
    assert 0.9 < np.std(clean) < 1.15
    values[::100] *= 10
    dirty = own_scores(visits, values)
    untouched = np.arange(len(values)) % 100 != 0
    assert np.abs(dirty - clean)[untouched].mean() < 0.05


def test_too_few_to_compare_with_have_no_score():
    visits = make_visits(children=99)
    assert np.isnan(own_scores(visits, visits.items["HOYDE_CM"])).all()


def test_a_place_that_answers_otherwise_is_outside_the_funnel():
    cases = np.array([50, 52, 48, 51, 49, 90])
    asked = np.full(6, 500)
    outside = outside_funnel(cases, asked, confidence=0.998, areas=10)
    assert outside.tolist() == [False, False, False, False, False, True]


def test_overdispersion_is_allowed_for_among_ten_places():
    cases = np.array([20, 30, 40, 50, 60, 70, 80, 90, 100, 110])
    asked = np.full(10, 500)
    assert outside_funnel(cases, asked, confidence=0.998, areas=11).any()
    assert not outside_funnel(cases, asked, confidence=0.998, areas=10).any()


def test_nothing_lies_between_places_that_answer_alike():
    assert share_between(np.array([50, 50, 50]), np.array([500, 500, 500])) == 0


def test_everything_lies_between_places_of_which_each_answers_one_thing():
    assert share_between(np.array([0, 100]), np.array([100, 100])) == pytest.approx(1.0)


def month_counts(counts):
    """Give one place's visits, a month each from January 2020."""
    months = np.arange(np.datetime64("2020-01"), np.datetime64("2020-01") + len(counts))
    return [
        Answered(
            "U6",
            ("A",) * len(counts),
            tuple(str(month) for month in months),
            np.array(counts, dtype=np.int64),
            {},
        )
    ]


def test_a_month_with_half_of_the_visits_is_flagged():
    seen = list(compare_months(month_counts([20, 22, 18] * 4 + [9, 20]), LIMITS["M4"]))
    assert [(each.period, each.applicable, each.figure) for each in seen if each.flagged] == [
        ("2021-01", 9, 0.45)
    ]
    assert sum(each.applicable for each in seen) == 20 * 12 + 29


def test_the_first_twelve_months_have_nothing_to_be_held_against():
    assert not any(each.flagged for each in compare_months(month_counts([20, 1, 40] * 4), LIMITS["M4"]))


def test_births_on_the_first_of_the_month_are_too_many():
    visits = make_visits(children=600)
    seen = {each.group: each for each in describe_births(visits, LIMITS["P13"])}
    assert seen["sex"].flagged  # boys alone
    assert seen["first-of-month"].flagged  # all of them were born on 1 January 2015
    assert seen["birth-month"].flagged

"""Intervals are held against the probability that the answers were drawn with."""

from __future__ import annotations

import pytest

from folkekommune.bench.utility_answers import ShareAnswer
from folkekommune.bench.utility_questions import POOLED, TableQuestion, table_questions
from folkekommune.bench.utility_truth import coverage, probabilities
from folkekommune.disclosure.results import SafeLabel, SafeValue, Sign

HEADS = "indicator,municipality,district,year,sex,attended,expected,generating_probability\n"
QUESTION = TableQuestion("feeding", "ITEM", "U6", yes=(1,), no=(2,), by="BYDEL", indicator="full")


def answer(cases: int | None, others: int, sign: Sign = Sign.SHOWN) -> ShareAnswer:
    """Make what a table says of a district in 2020, with noise of no size."""
    counts = (SafeValue(None if each is None else str(each), sign) for each in (cases, others))
    label = SafeLabel("460101", "Arna", "Arna", "Arna")
    return ShareAnswer(label, "2020", *counts, share=SafeValue("50", sign), noise_sd=0.0)


@pytest.fixture
def known(tmp_path):
    rows = ["full,4601,460101,2020,0,100,50,0.5", "full,4601,460102,2020,0,100,14,0.14"]
    (tmp_path / "indicators.csv").write_text(HEADS + "\n".join(rows) + "\n", encoding="utf-8")
    return probabilities(tmp_path)


def test_cells_of_few_expected_are_not_judged(known):
    assert known == {("full", "460101", "2020", "0"): 0.5}


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        # 95 % limits by Wilson: 50 of 100 is 0.404 to 0.596, 39 of 100 is 0.300 to 0.488.
        (answer(50, 50), [True]),
        (answer(39, 61), [False]),
        (answer(None, 50), []),
        # A count of a larger group is no answer about this one.
        (answer(50, 50, Sign.NEARLY_ALL), []),
    ],
)
def test_an_interval_holds_the_probability_or_not(known, said, holds):
    assert list(coverage(QUESTION, {("460101", "2020"): said}, known)) == holds


def test_noise_makes_intervals_wider():
    plain = answer(50, 50).interval
    noisy = ShareAnswer(**{**vars(answer(50, 50)), "noise_sd": 3.0}).interval
    assert plain is not None
    assert noisy is not None
    assert noisy[0] < plain[0] < plain[1] < noisy[1]


@pytest.mark.parametrize("years", POOLED)
def test_periods_are_made_in_the_script(years):
    """Fifteen years from 2011, in periods of one, three or five."""
    script = table_questions()[0].script(years)
    assert f"generate periode = 2011 + {years} * floor((aar - 2011) / {years}) if aar >= 2011" in script

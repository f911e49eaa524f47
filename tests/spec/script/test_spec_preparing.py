"""Preparing data: new variables, copies, texts to numbers, samples, and statistics of groups."""

from __future__ import annotations

import pytest
from script_worlds import bound, faults

feature = pytest.mark.feature

FIVE = """
    person | g | x
    -------+---+----
    1      | 1 | 10
    2      | 1 | 20
    3      | 1 |
    4      | 2 | 30
    5      |   | 90
"""
"""Two groups, one of them with a missing value, and one person in no group."""


@feature(61, 62)
def test_generate_makes_and_replace_changes(spec):
    """Both may have a condition; what it does not hit is missing in a new variable and stays in an old."""
    spec(
        data=FIVE,
        script="generate y = 1 if x > 15\nreplace y = 2 if x > 50\ntabulate y, missing",
        expected="""
            y | people
            --+-------
            1 | 2
            2 | 1
              | 2
        """,
    )


@feature(66, 70, 71)
def test_variables_are_renamed_dropped_and_kept():
    """``rename old new``, ``drop`` and ``keep`` with names."""
    result = bound("rename weight w\ndrop note visit\nkeep sex w year")
    assert list(result.session.sets["kids"].columns) == ["sex", "w", "year"]


@feature(67, 68, 69)
def test_variables_are_copied_under_other_names(spec):
    """With an arrow, a prefix or a suffix; the copy does not follow the original."""
    spec(
        data=FIVE,
        script="clone-variables x -> y g, prefix('old_')\nreplace x = 0\nreplace g = 0\n"
        "clone-variables x, suffix('_2')\ntabulate old_g y x_2 if y < 25",
        expected="""
            old_g | y  | x_2 | people
            ------+----+-----+-------
            1     | 10 | 0   | 1
            1     | 20 | 0   | 1
        """,
    )
    assert bound("clone-variables sex -> s").session.sets["kids"].labels["s"].entries
    assert faults("clone-variables sex") == [(1, 17, "clone-needs-name", None)]


@feature(72, 73, 74, 76)
def test_destring_reads_numbers(spec):
    """Signs can be stripped, the comma can be the decimal mark, and the text can stay beside the number."""
    spec(
        data="""
            person | t
            -------+--------
            1      | '1,5'
            2      | ' 12 '
            3      | '3 kg'
            4      |
        """,
        script="destring t, prefix(n_) dpcomma ignore('kg')\ngenerate d = int(n_t * 2)\ntabulate d, missing",
        expected="""
            d  | people
            ---+-------
            3  | 1
            24 | 1
            6  | 1
               | 1
        """,
    )


@feature(75)
def test_destring_refuses_codes_that_are_no_numbers_unless_forced(spec):
    """``force`` makes them missing. What codes there are is known from the list, not from data."""
    spec(
        data="""
            person | t
            -------+------
            1      | '7'
            2      | 'a'
        """,
        script="destring t, force\ngenerate k = int(t)\ntabulate k, missing",
        expected="""
            k | people
            --+-------
            7 | 1
              | 1
        """,
    )
    assert faults("recode note ('x' = 'a') (* = '1')\ndestring note") == [(2, 10, "destring-codes", None)]
    assert faults("destring weight") == [(1, 10, "destring-number", None)]


def test_labels_follow_the_codes_of_a_text_to_numbers():
    """``'4601'`` with its label becomes 4601 with the same."""
    kids = bound("destring place").session.sets["kids"]
    assert [value for value, _ in kids.labels["place"].entries] == [4601, 4631]
    assert kids.columns["place"].codes == (4601, 4631)


@feature(81, 82, 334, 335, 336, 337, 338, 339, 342, 453)
def test_collapse_gives_one_row_a_group(spec):
    """Group 1 has 10 and 20, group 2 has 30; who is in no group is in no row."""
    spec(
        data=FIVE,
        script="collapse (mean) x -> m (min) x -> low (max) x -> high (median) x -> mid (sum) x -> s"
        " (count) x -> n, by(g)\ngenerate v = int(m * 1000 + mid)\ngenerate w = int(low * 1000 + high)\n"
        "generate u = int(s * 10 + n)\ntabulate g v w u",
        expected="""
            g | v     | w     | u   | people
            --+-------+-------+-----+-------
            1 | 15015 | 10020 | 302 | 1
            2 | 30030 | 30030 | 301 | 1
        """,
    )


@feature(340, 341, 342, 343, 344)
def test_statistics_made_of_others(spec):
    """Of 2, 4, 4, 4, 5, 5, 7, 9: sd 2.138, se 0.756; quarters 4 and 5. Of 1, 0, 1, 1: se √(0.75·0.25/4)."""
    spec(
        data="""
            person | g | x | d
            -------+---+---+---
            1      | 1 | 2 | 1
            2      | 1 | 4 | 0
            3      | 1 | 4 | 1
            4      | 1 | 4 | 1
            5      | 1 | 5 |
            6      | 1 | 5 |
            7      | 1 | 7 |
            8      | 1 | 9 |
            9      | 2 | 1 | 1
            10     | 2 | 1 |
        """,
        script="collapse (sd) x -> sd (semean) x -> se (iqr) x -> iqr"
        " (sebinomial) d -> sb (percent) x -> p, by(g)\n"
        "generate a = int(sd * 1000)\ngenerate b = int(se * 1000)\ngenerate c = int(sb * 10000)\n"
        "generate q = int(iqr)\nreplace p = int(p)\ngenerate r = int(p)\ntabulate g a b c q r",
        expected="""
            g | a    | b   | c    | q | r  | people
            --+------+-----+------+---+----+-------
            1 | 2138 | 755 | 2165 | 1 | 80 | 1
            2 | 0    | 0   | 0    | 0 | 20 | 1
        """,
    )


@feature(83, 84)
def test_aggregate_gives_every_row_the_statistic_of_its_group(spec):
    """The rows stay; who is in no group gets missing."""
    spec(
        data=FIVE,
        script="aggregate (mean) x -> m (count) x -> n, by(g)\n"
        "generate k = int(m * 10 + n)\ntabulate g k, missing",
        expected="""
            g | k   | people
            --+-----+-------
            1 | 152 | 3
            2 | 301 | 1
              |     | 1
        """,
    )
    assert faults("aggregate (mean) weight, by(sex)") == [(1, 18, "arrow-needed", None)]
    assert faults("aggregate (mean) weight -> m") == [(1, 1, "by-needed", None)]


@feature(85, 86)
def test_merge_copies_by_person_and_by_group(spec):
    """Persons are matched with persons; groups of a collapse with the variable named after ``on``."""
    spec(
        data=FIVE,
        script="clone-dataset data groups\nuse groups\ncollapse (max) x -> top, by(g)\n"
        "merge top into data on g\n"
        "create-dataset other\nimport db/X as again\nmerge again into data\nuse data\n"
        "generate same = again == x\ngenerate t = int(top)\ntabulate g t same, missing",
        expected="""
            g | t  | same | people
            --+----+------+-------
            1 | 20 | 1    | 2
            1 | 20 | 0    | 1
            2 | 30 | 1    | 1
              |    | 1    | 1
        """,
    )


@feature(87, 462)
def test_a_sample_is_the_same_every_time_for_the_same_seed(spec):
    """Four of five hundred persons are drawn twice: the same seed gives the same four."""
    rows = "\n".join(f"{person} | {person % 2}" for person in range(1, 501))
    spec(
        data=f"person | a\n-------+--\n{rows}",
        script="clone-dataset data second\nsample 200 7\ngenerate first = 1\nuse second\nsample 200 7\n"
        "generate again = 1\nmerge again into data\nuse data\ntabulate first again, missing",
        expected="""
            first | again | people
            ------+-------+-------
            1     | 1     | 200
        """,
    )
    assert faults("sample 1.5 3") == [(1, 8, "sample-size", None)]
    assert faults("sample 0.5 0") == [(1, 12, "sample-seed", None)]

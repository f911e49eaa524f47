"""What generate, replace and conditions mean for rows with and without a value."""

from __future__ import annotations


def test_a_comparison_with_missing_is_false(spec):
    """A row without a value is neither over nor under anything, and not equal to anything."""
    spec(
        data="""
            person | age
            -------+----
            1      | 10
            2      | 20
            3      |
        """,
        script="generate old = age > 15\ntabulate old, missing",
        expected="""
            old | people
            ----+-------
            0   | 2
            1   | 1
        """,
    )


def test_rows_that_the_condition_does_not_hit_are_missing(spec):
    """``generate … if`` gives a value only where the condition holds."""
    spec(
        data="""
            person | age
            -------+----
            1      | 10
            2      | 20
            3      |
        """,
        script="generate old = 1 if age > 15\ntabulate old, missing",
        expected="""
            old | people
            ----+-------
            1   | 1
                | 2
        """,
    )


def test_arithmetic_with_missing_is_missing(spec):
    """A sum with an unknown part is unknown."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 1 | 2
            2      | 1 |
        """,
        script="generate c = a + b\ntabulate c, missing",
        expected="""
            c | people
            --+-------
            3 | 1
              | 1
        """,
    )


def test_replace_leaves_other_rows(spec):
    """``replace … if`` changes the rows it hits and no others."""
    spec(
        data="""
            person | a
            -------+---
            1      | 1
            2      | 2
            3      |
        """,
        script="replace a = 9 if a == 2\nreplace a = 0 if sysmiss(a)\ntabulate a, missing",
        expected="""
            a | people
            --+-------
            0 | 1
            1 | 1
            9 | 1
        """,
    )


def test_missing_can_be_assigned(spec):
    """``.`` takes a value away."""
    spec(
        data="""
            person | a
            -------+---
            1      | 1
            2      | 2
        """,
        script="replace a = . if a == 2\ntabulate a, missing",
        expected="""
            a | people
            --+-------
            1 | 1
              | 1
        """,
    )


def test_keep_takes_out_rows_where_the_compared_value_is_missing(spec):
    """A comparison does not hold for them."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 1 | 1
            2      | 2 | 1
            3      |   | 1
        """,
        script="keep if a != 2\ntabulate b",
        expected="""
            b | people
            --+-------
            1 | 1
        """,
    )


def test_drop_lets_rows_stay_where_the_compared_value_is_missing(spec):
    """They do not meet the condition, so they are not dropped."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 1 | 1
            2      | 2 | 1
            3      |   | 1
        """,
        script="drop if a == 2\ntabulate b",
        expected="""
            b | people
            --+-------
            1 | 2
        """,
    )


def test_not_holds_where_the_comparison_cannot(spec):
    """``!(a == 2)`` holds for missing, ``a != 2`` does not."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 1 | 1
            2      | 2 | 1
            3      |   | 1
        """,
        script="keep if !(a == 2)\ntabulate b",
        expected="""
            b | people
            --+-------
            1 | 2
        """,
    )


def test_and_binds_tighter_than_or(spec):
    """``a | b & c`` is ``a | (b & c)``."""
    spec(
        data="""
            person | a | b | c
            -------+---+---+---
            1      | 1 | 0 | 0
            2      | 0 | 1 | 0
            3      | 0 | 1 | 1
        """,
        script="generate x = a | b & c\ntabulate x",
        expected="""
            x | people
            --+-------
            0 | 1
            1 | 2
        """,
    )


def test_drop_of_an_alternative_drops_both(spec):
    """``drop if a | b`` leaves rows where neither holds."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 1 | 0
            2      | 0 | 1
            3      | 0 | 0
            4      |   | 0
        """,
        script="drop if a | b\ntabulate b",
        expected="""
            b | people
            --+-------
            0 | 2
        """,
    )


def test_the_first_import_decides_the_population(spec):
    """Units without a value in the first import are left out; later imports add none."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 1 | 1
            2      |   | 1
            3      | 3 |
        """,
        script="create-dataset other\nimport db/A as a\nimport db/B as b\ntabulate b, missing",
        expected="""
            b | people
            --+-------
            1 | 1
              | 1
        """,
    )


def test_texts_are_cut_from_the_first_sign(spec):
    """``substr`` counts from 1."""
    spec(
        data="""
            person | place
            -------+-------
            1      | '4601'
            2      | '4631'
            3      | '0301'
        """,
        script="generate county = substr(place, 1, 2)\ntabulate county",
        expected="""
            county | people
            -------+-------
            '46'   | 2
            '03'   | 1
        """,
    )


def test_several_conditions_of_keep_hold_together(spec):
    """Each further keep narrows the data set."""
    spec(
        data="""
            person | a | b
            -------+---+---
            1      | 1 | 1
            2      | 1 | 2
            3      | 2 | 2
        """,
        script="keep if a == 1\nkeep if b == 2\ntabulate a b",
        expected="""
            a | b | people
            --+---+-------
            1 | 2 | 1
        """,
    )


def test_a_condition_of_a_table_is_forgotten_after_it(spec):
    """``tabulate … if`` does not change the data set."""
    spec(
        data="""
            person | a
            -------+---
            1      | 1
            2      | 2
        """,
        script="tabulate a if a == 1\ntabulate a",
        expected="""
            a | people
            --+-------
            1 | 1
            2 | 1
        """,
    )

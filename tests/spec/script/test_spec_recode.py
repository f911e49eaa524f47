"""What the rules of recode do to values."""

from __future__ import annotations

NUMBERS = """
    person | a
    -------+---
    1      | 1
    2      | 2
    3      | 3
    4      | 5
    5      |
"""


def test_rules_are_tried_in_order_and_a_value_is_recoded_once(spec):
    """What the first rule makes of a value is not touched by the next."""
    spec(
        data=NUMBERS,
        script="recode a (1 = 2) (2 = 3) (3 = 4)\ntabulate a, missing",
        expected="""
            a | people
            --+-------
            2 | 1
            3 | 1
            4 | 1
            5 | 1
              | 1
        """,
    )


def test_intervals_hold_both_ends(spec):
    """``1/3`` hits 1 and 3."""
    spec(
        data=NUMBERS,
        script="recode a (1/3 = 0)\ntabulate a",
        expected="""
            a | people
            --+-------
            0 | 3
            5 | 1
        """,
    )


def test_min_and_max_are_open_ends(spec):
    """They reach as far as there are values, and miss rows without one."""
    spec(
        data=NUMBERS,
        script="recode a (min/2 = 0) (3/max = 1)\ntabulate a, missing",
        expected="""
            a | people
            --+-------
            0 | 2
            1 | 2
              | 1
        """,
    )


def test_a_star_hits_all_that_is_left_missing_too(spec):
    """Nothing after it has effect."""
    spec(
        data=NUMBERS,
        script="recode a (1 = 7) (* = 0) (2 = 9)\ntabulate a, missing",
        expected="""
            a | people
            --+-------
            7 | 1
            0 | 4
        """,
    )


def test_missing_and_nonmissing(spec):
    """The two words part the rows that have a value from those that have none."""
    spec(
        data=NUMBERS,
        script="recode a (missing = 0) (nonmissing = 1)\ntabulate a, missing",
        expected="""
            a | people
            --+-------
            0 | 1
            1 | 4
        """,
    )


def test_a_value_can_become_missing(spec):
    """Written ``.``, or flagged with the word ``missing``."""
    for rule in ("(5 = .)", "(5 = 5 'Not answered' missing)"):
        spec(
            data=NUMBERS,
            script=f"recode a {rule}\ntabulate a, missing",
            expected="""
                a | people
                --+-------
                1 | 1
                2 | 1
                3 | 1
                  | 2
            """,
        )


def test_a_condition_spares_the_other_rows(spec):
    """Rows it does not hold for keep their value, also in a prefixed copy."""
    for option, name in (("", "a"), (", prefix('n_')", "n_a")):
        spec(
            data="""
                person | a | b
                -------+---+---
                1      | 1 | 0
                2      | 1 | 1
            """,
            script=f"recode a (1 = 9) if b{option}\ntabulate {name}",
            expected=f"""
                {name} | people
                --+-------
                1 | 1
                9 | 1
            """,
        )


def test_a_prefix_leaves_the_original(spec):
    """The rules write to the copy."""
    spec(
        data=NUMBERS,
        script="recode a (1/5 = 1), prefix('n_')\ntabulate a n_a",
        expected="""
            a | n_a | people
            --+-----+-------
            1 | 1   | 1
            2 | 1   | 1
            3 | 1   | 1
            5 | 1   | 1
        """,
    )


def test_texts(spec):
    """Codes that are texts are recoded to texts."""
    spec(
        data="""
            person | a
            -------+----
            1      | '1'
            2      | '2'
            3      | '3'
        """,
        script="recode a ('1' '2' = 'low') (* = 'high')\ntabulate a",
        expected="""
            a      | people
            -------+-------
            'low'  | 2
            'high' | 1
        """,
    )

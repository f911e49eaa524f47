"""A data set always spans everybody: conditions are told for each person, and no one leaves."""

from query_words import col, kept, op

from folkekommune.query.expressions import IsMissing, Missing, Not
from folkekommune.query.steps import Assign


def test_nobody_leaves(query):
    """The first import and every condition set a mark; all persons are still there."""
    query(
        data="""
            person | age | sex
            -------+-----+----
            1      | 4   | 1
            2      | 4   | 2
            3      | 6   | 2
            4      |     | 2
        """,
        build=lambda world: kept(
            world.dataset("age", "sex"), op(op(col("age"), "==", 4), "&", op(col("sex"), "==", 2))
        ),
        by=("sex",),
        expected="""
            parts | holds | sex | persons
            ------+-------+-----+--------
            4601  | xx.   | 1   | 1
            4601  | xxx   | 2   | 2
            4601  | x.x   | 2   | 3
            4601  | ..x   | 2   | 4
        """,
    )


def test_a_comparison_with_missing_is_false(query):
    """So is its opposite; the negation of either is true."""
    query(
        data="""
            person | everyone | sleep
            -------+----------+------
            1      | 1        | 2
            2      | 1        |
        """,
        build=lambda world: kept(
            kept(
                kept(world.dataset("everyone", "sleep"), op(col("sleep"), "==", 1)),
                op(col("sleep"), "!=", 1),
            ),
            Not(op(col("sleep"), "==", 1)),
        ),
        expected="""
            parts | holds | persons
            ------+-------+--------
            4601  | x.xx  | 1
            4601  | x..x  | 2
        """,
    )


def test_an_edit_changes_values_and_no_mark(query):
    """What is derived is computed for everybody, also for those whom a condition leaves out."""
    query(
        data="""
            person | age | sleep
            -------+-----+------
            1      | 4   | 1
            2      | 4   | 3
            3      | 6   | 3
        """,
        build=lambda world: (
            kept(world.dataset("age", "sleep"), op(col("age"), "==", 4))
            .then(Assign("bad", op(col("sleep"), ">", 2)))
            .then(Assign("sleep", Missing(), op(col("bad"), "==", 1)))
        ),
        by=("sleep", "bad"),
        expected="""
            parts | holds | sleep | bad | persons
            ------+-------+-------+-----+--------
            4601  | xx    | 1     | 0   | 1
            4601  | xx    |       | 1   | 2
            4601  | x.    |       | 1   | 3
        """,
    )


def test_a_condition_on_a_missing_value_is_a_condition_like_others(query):
    query(
        data="""
            person | everyone | place
            -------+----------+-------
            1      | 1        | '0301'
            2      | 1        |
        """,
        build=lambda world: kept(world.dataset("everyone", "place"), IsMissing(col("place"))),
        by=("place",),
        expected="""
            parts | holds | place  | persons
            ------+-------+--------+--------
            4601  | x.    | '0301' | 1
            4601  | xx    |        | 2
        """,
    )

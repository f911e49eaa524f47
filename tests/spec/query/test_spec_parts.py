"""A release has a part for each municipality; a person with two parts is one person."""

from query_words import col, kept, op

from folkekommune.query.dataset import Aggregate, GroupRoot, Statistic, start

OVERLAPPING = """
    person | parts     | sleep
    -------+-----------+------
    1      | 4601      | 1
    2      | 4601 4624 | 2
    3      | 4624      | 2
    4      | 4624      |
"""


def test_a_person_in_two_parts_counts_once(query):
    query(
        data=OVERLAPPING,
        build=lambda world: world.dataset("sleep"),
        by=("sleep",),
        expected="""
            parts     | holds | sleep | persons
            ----------+-------+-------+--------
            4601      | x     | 1     | 1
            4601 4624 | x     | 2     | 2
            4624      | x     | 2     | 3
            4624      | .     |       | 4
        """,
    )


def test_everybody_is_told_of_whatever_the_grant(query):
    """A project that sees 4601 alone has no values of others, who still are in the root."""
    query(
        data=OVERLAPPING,
        build=lambda world: world.dataset("sleep", grant=("4601",)),
        by=("sleep",),
        expected="""
            parts     | holds | sleep | persons
            ----------+-------+-------+--------
            4601      | x     | 1     | 1
            4601 4624 | x     | 2     | 2
            4624      | .     |       | 3 4
        """,
    )


def test_groups_are_made_of_the_granted_alone(query):
    def build(world):
        source = world.dataset("sleep", grant=("4624",))
        return start(GroupRoot(source, "sleep", (Aggregate(Statistic.COUNT, "sleep", "n"),)))

    query(
        data=OVERLAPPING,
        build=build,
        by=("sleep", "n"),
        expected="""
            parts | holds | sleep | n | persons
            ------+-------+-------+---+--------
                  |       | 2     | 2 | 2 3
        """,
    )


def test_the_first_part_decides_between_two_values(query):
    """Persons 1 and 2 have other values in 4624 than in 4601."""

    def build(world):
        for place, row in enumerate(world.variables["sleep"]):
            if row.part == 1:
                world.variables["sleep"][place] = type(row)(row.unit, row.part, 9)
        return kept(world.dataset("sleep"), op(col("sleep"), "<", 9))

    query(
        data=OVERLAPPING,
        build=build,
        by=("sleep",),
        expected="""
            parts     | holds | sleep | persons
            ----------+-------+-------+--------
            4601      | xx    | 1     | 1
            4601 4624 | xx    | 2     | 2
            4624      | x.    | 9     | 3
            4624      | ..    |       | 4
        """,
    )

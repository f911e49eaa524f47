"""A collapse makes one row a group, known by the persons behind it; a merge brings values back."""

from query_words import col, kept, op

from folkekommune.query.dataset import Aggregate, GroupRoot, Join, Statistic, start
from folkekommune.query.steps import Rename

FAMILIES = """
    person | family | age | ill
    -------+--------+-----+----
    1      | 10     | 4   | 1
    2      | 10     | 8   | 0
    3      | 20     | 6   | 1
    4      | 20     | 2   |
    5      |        | 3   | 1
"""


def by_family(dataset, *aggregates, floor=1, ignored=()):
    return start(GroupRoot(dataset, "family", aggregates, floor, frozenset(ignored)))


MEAN_AGE = Aggregate(Statistic.MEAN, "age", "mean")


def test_a_group_is_the_persons_behind_it(query):
    """Those without a value of the key belong to no group."""
    query(
        data=FAMILIES,
        build=lambda world: by_family(world.dataset("age", "family"), MEAN_AGE),
        by=("family", "mean"),
        expected="""
            parts | holds | family | mean | persons
            ------+-------+--------+------+--------
                  |       | 10     | 6    | 1 2
                  |       | 20     | 4    | 3 4
        """,
    )


def test_only_live_rows_are_collapsed_unless_a_condition_is_left_out(query):
    """The low-effect rule may leave a condition out: here the second one, which is its place 1."""
    query(
        data=FAMILIES,
        build=lambda world: by_family(
            kept(world.dataset("age", "family"), op(col("age"), ">", 4)), MEAN_AGE, ignored=(1,)
        ),
        by=("family", "mean"),
        expected="""
            parts | holds | family | mean | persons
            ------+-------+--------+------+--------
                  |       | 10     | 6    | 1 2
                  |       | 20     | 4    | 3 4
        """,
    )
    query(
        data=FAMILIES,
        build=lambda world: by_family(kept(world.dataset("age", "family"), op(col("age"), ">", 4)), MEAN_AGE),
        by=("family", "mean"),
        expected="""
            parts | holds | family | mean | persons
            ------+-------+--------+------+--------
                  |       | 10     | 8    | 2
                  |       | 20     | 6    | 3
        """,
    )


def test_a_group_below_the_floor_is_there_without_values(query):
    query(
        data=FAMILIES,
        build=lambda world: by_family(
            kept(world.dataset("age", "family"), op(col("age"), "!=", 8)), MEAN_AGE, floor=2
        ),
        by=("family", "mean"),
        expected="""
            parts | holds | family | mean | persons
            ------+-------+--------+------+--------
                  |       | 10     |      | 1
                  |       | 20     | 4    | 3 4
        """,
    )


def test_groups_take_conditions_of_their_own(query):
    query(
        data=FAMILIES,
        build=lambda world: kept(
            by_family(world.dataset("age", "family"), MEAN_AGE), op(col("mean"), ">", 5)
        ),
        by=("family",),
        expected="""
            parts | holds | family | persons
            ------+-------+--------+--------
                  | x     | 10     | 1 2
                  | .     | 20     | 3 4
        """,
    )


def test_a_merge_keeps_everybody_and_every_mark(query):
    """Who finds no live group gets missing; no condition of the source comes along."""

    def build(world):
        ill = kept(by_family(world.dataset("age", "family"), MEAN_AGE), op(col("mean"), ">", 5))
        target = kept(world.dataset("ill", "family"), op(col("ill"), "==", 1))
        return target.then(Join(ill, ("mean",), "family"))

    query(
        data=FAMILIES,
        build=build,
        by=("family", "mean"),
        expected="""
            parts | holds | family | mean | persons
            ------+-------+--------+------+--------
            4601  | xx    | 10     | 6    | 1
            4601  | x.    | 10     | 6    | 2
            4601  | xx    | 20     |      | 3
            4601  | ..    | 20     |      | 4
            4601  | xx    |        |      | 5
        """,
    )


def test_a_merge_is_on_the_groups_whatever_their_variable_is_called(query):
    """The unit of a collapsed data set is the group; renaming its variable does not change that."""

    def build(world):
        groups = by_family(world.dataset("age", "family"), MEAN_AGE)
        swapped = groups.then(Rename("family", "old")).then(Rename("mean", "family"))
        return (
            world.dataset("age", "family").then(Rename("family", "f")).then(Join(swapped, ("family",), "f"))
        )

    query(
        data=FAMILIES,
        build=build,
        by=("f", "family"),
        expected="""
            parts | holds | f  | family | persons
            ------+-------+----+--------+--------
            4601  | x     | 10 | 6      | 1 2
            4601  | x     | 20 | 4      | 3 4
            4601  | x     |    |        | 5
        """,
    )


def test_values_of_the_same_persons_merge_by_person(query):
    def build(world):
        source = kept(world.dataset("ill"), op(col("ill"), "==", 1)).then(Rename("ill", "was_ill"))
        return world.dataset("age").then(Join(source, ("was_ill",), None))

    query(
        data=FAMILIES,
        build=build,
        by=("was_ill",),
        expected="""
            parts | holds | was_ill | persons
            ------+-------+---------+--------
            4601  | x     | 1       | 1 3 5
            4601  | x     |         | 2 4
        """,
    )

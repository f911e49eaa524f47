"""What collapse and merge do."""

from __future__ import annotations

FAMILIES = """
    person | place | weight
    -------+-------+-------
    1      | 1     | 10
    2      | 1     | 20
    3      | 1     |
    4      | 2     | 5
    5      |       | 50
"""


def test_a_group_has_statistics_of_its_rows(spec):
    """Missing values take no part, and rows without a group make none."""
    spec(
        data=FAMILIES,
        script=(
            "collapse (mean) weight -> m (sum) weight -> s, by(place)\n"
            "generate mean = int(m)\ngenerate total = int(s)\ntabulate place mean total"
        ),
        expected="""
            place | mean | total | groups
            ------+------+-------+-------
            1     | 15   | 30    | 1
            2     | 5    | 5     | 1
        """,
    )


def test_count_counts_values(spec):
    """Not rows."""
    spec(
        data=FAMILIES,
        script="collapse (count) weight -> n, by(place)\ntabulate place n",
        expected="""
            place | n | groups
            ------+---+-------
            1     | 2 | 1
            2     | 1 | 1
        """,
    )


def test_only_kept_rows_are_grouped(spec):
    """``keep`` before ``collapse`` narrows what is summed up."""
    spec(
        data=FAMILIES,
        script=(
            "keep if weight < 20\ncollapse (max) weight -> w, by(place)\n"
            "generate most = int(w)\ntabulate place most"
        ),
        expected="""
            place | most | groups
            ------+------+-------
            1     | 10   | 1
            2     | 5    | 1
        """,
    )


def test_groups_are_brought_back_to_persons(spec):
    """Every person gets the figure of the group; those without a group get missing."""
    spec(
        data=FAMILIES,
        script=(
            "clone-dataset data places\nuse places\ncollapse (sum) weight -> total, by(place)\n"
            "merge total into data on place\nuse data\ngenerate heavy = total > 10\n"
            "replace heavy = . if sysmiss(total)\ntabulate heavy, missing"
        ),
        expected="""
            heavy | people
            ------+-------
            1     | 3
            0     | 1
                  | 1
        """,
    )


def test_persons_are_matched_with_persons(spec):
    """Rows of the target stay; those without a match get missing."""
    spec(
        data=FAMILIES,
        script=(
            "create-dataset light\nimport db/WEIGHT as w\nkeep if w < 15\ngenerate light = 1\n"
            "merge light into data\nuse data\ntabulate light, missing"
        ),
        expected="""
            light | people
            ------+-------
            1     | 2
                  | 3
        """,
    )


def test_a_mean_is_shown_by_category(spec):
    """``summarize()`` replaces the counts."""
    spec(
        data=FAMILIES,
        script="tabulate place, summarize(weight)",
        expected="""
            place | mean
            ------+-----
            1     | 15.0
            2     | 5.0
        """,
    )


def test_the_mean_of_a_collapsed_data_set_is_over_groups(spec):
    """A group counts once, however many persons stand behind it."""
    spec(
        data="""
            person | place | all
            -------+-------+----
            1      | 1     | 1
            2      | 1     | 1
            3      | 1     | 1
            4      | 2     | 1
        """,
        script="collapse (count) all -> n (max) all, by(place)\ngenerate one = 1\ntabulate one, summarize(n)",
        expected="""
            one | mean
            ----+-----
            1   | 2.0
        """,
    )

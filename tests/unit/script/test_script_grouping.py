"""collapse and merge."""

from __future__ import annotations

from script_worlds import BEGIN, bound, faults

from folkekommune.query.dataset import Aggregate, GroupRoot, Join, Statistic

GROUPED = "clone-dataset kids places\nuse places\ncollapse (mean) weight -> m (count) sex, by(place)\n"


def test_collapse_makes_one_row_a_group() -> None:
    result = bound("collapse (mean) weight -> m year (count) note -> n, by(place)")
    assert result.faults == ()
    kids = result.session.sets["kids"]
    assert list(kids.columns) == ["place", "m", "year", "n"]
    assert kids.dataset is not None
    root = kids.dataset.root
    assert isinstance(root, GroupRoot)
    assert root.by == "place"
    assert root.aggregates == (
        Aggregate(Statistic.MEAN, "weight", "m"),
        Aggregate(Statistic.MEAN, "year", "year"),
        Aggregate(Statistic.COUNT, "note", "n"),
    )


def test_only_the_grouping_variable_keeps_its_labels() -> None:
    kids = bound("collapse (max) sex sleep, by(place)").session.sets["kids"]
    assert set(kids.labels) == {"place"}


def test_collapse_is_refused_with_a_reason() -> None:
    refused = {
        "collapse (mean) weight": [(1, "by-needed", None)],
        "collapse weight, by(sex)": [(10, "misfit", None)],
        "collapse (mean), by(sex)": [(16, "incomplete", None)],
        "collapse (men) weight, by(sex)": [(11, "unknown-statistic-nearest", "mean")],
        "collapse (gini) note, by(sex)": [(17, "statistic-of-text", None)],
        "collapse (mean) note, by(sex)": [(17, "statistic-of-text", None)],
        "collapse (max) mother, by(sex)": [(16, "identifier-read", None)],
        "collapse (mean) weight -> a year -> a, by(sex)": [(37, "statistic-name-taken", None)],
        "collapse (mean) weight -> sex, by(sex)": [(27, "statistic-name-taken", None)],
        "collapse (mean) wight (sum) yaer, by(sx)": [
            (17, "unknown-variable-nearest", "weight"),
            (29, "unknown-variable-nearest", "year"),
            (38, "unknown-variable-nearest", "sex"),
        ],
        "collapse (mean) weight, by(sex year)": [(25, "one-name-in-option", None)],
        "collapse (mean) weight, by(sex) by(sex)": [(33, "option-twice", None)],
        "collapse (mean) weight if sex == 1, by(sex)": [(27, "no-condition", None)],
    }
    for line, expected in refused.items():
        found = [(column, code, suggestion) for _, column, code, suggestion in faults(line)]
        assert found == expected, line


def test_groups_are_merged_over_the_variable_that_holds_them() -> None:
    result = bound(GROUPED + "merge m into kids on place")
    assert result.faults == ()
    kids, places = result.session.sets["kids"], result.session.sets["places"]
    assert kids.dataset is not None
    step = kids.dataset.steps[-1]
    assert isinstance(step, Join)
    assert (step.names, step.key, step.source) == (("m",), "place", places.dataset)
    assert result.session.active == "places"


def test_persons_are_merged_with_persons_and_bring_labels() -> None:
    script = "create-dataset more\nimport db/YEAR as y\nimport db/SEX as kjonn\nmerge kjonn into kids"
    kids = bound(script).session.sets["kids"]
    assert kids.labels["kjonn"].name == "sex"
    assert kids.dataset is not None
    step = kids.dataset.steps[-1]
    assert isinstance(step, Join)
    assert step.key is None


def test_merge_is_refused_with_a_reason() -> None:
    refused = {
        "merge m into kids": [(1, "merge-needs-key", None)],
        "merge m into places": [(14, "merge-into-itself", None)],
        "merge m into kid": [(14, "unknown-dataset-nearest", "kids")],
        "merge m n into kid": [(9, "unknown-variable", None), (16, "unknown-dataset-nearest", "kids")],
        "merge sex into kids on place": [(7, "name-taken", None)],
        "merge m into kids on plce": [(22, "unknown-variable-nearest", "place")],
        "merge into kids": [(16, "incomplete", None)],
        "merge m kids": [(13, "incomplete", None)],
        "use kids\nmerge year into places": [(1, "query.unit-type", None)],
    }
    before = BEGIN.count("\n") + GROUPED.count("\n")
    for line, expected in refused.items():
        found = [
            (each.column, each.code.removeprefix("script."), each.suggestion)
            for each in bound(GROUPED + line).faults
        ]
        assert found == expected, line
        assert bound(GROUPED + line).faults[0].line == before + line.count("\n") + 1


def test_persons_are_matched_through_a_variable_that_holds_a_person_and_no_other() -> None:
    script = "create-dataset more\nimport db/WEIGHT as w\nmerge w into kids on "
    assert [code for *_, code, _ in faults(script + "place")] == ["merge-key-later"]
    kids = bound(script + "mother").session.sets["kids"].dataset
    assert kids.steps[-1] == Join(kids.steps[-1].source, ("w",), "mother")

"""Commands that show something: tabulate and summarize ask for what was written."""

from __future__ import annotations

from script_worlds import bound, faults

from folkekommune.query.outputs import Measure, Output, Summary, Table
from folkekommune.script.bound import Kind


def output(script: str) -> Output:
    """Bind a script and give its last output."""
    result = bound(script)
    assert result.faults == ()
    command = result.commands[-1]
    assert command.kind is Kind.TABLE
    assert command.output is not None
    return command.output


def table(script: str) -> Table:
    found = output(script)
    assert isinstance(found, Table)
    return found


def shown(script: str, place: int = 0) -> list[tuple[float | str, str]]:
    """Give value and bokmål label of the categories of a dimension."""
    categories = table(script).dimensions[place].categories
    assert categories is not None
    return [(category.value, category.label.nb) for category in categories]


def test_a_table_counts_unless_told_otherwise() -> None:
    asked = table("tabulate sex sleep")
    assert [each.column for each in asked.dimensions] == ["sex", "sleep"]
    assert asked.measures == (Measure.FREQUENCY,)
    assert not asked.missing
    assert asked.value is None


def test_measures_come_in_the_order_they_are_asked_for() -> None:
    assert table("tabulate sex sleep, colpct freq rowpct missing").measures == (
        Measure.COLUMN_PERCENT,
        Measure.FREQUENCY,
        Measure.ROW_PERCENT,
    )
    assert table("tabulate sex, cellpct").measures == (Measure.CELL_PERCENT,)
    assert table("tabulate sex sleep, colpct missing").missing


def test_summarize_shows_means() -> None:
    assert table("tabulate sex, summarize(weight)").measures == (Measure.MEAN,)
    assert table("tabulate sex, summarize(weight) mean freq").measures == (Measure.MEAN, Measure.FREQUENCY)
    assert table("tabulate sex, freq summarize(weight)").measures == (Measure.MEAN, Measure.FREQUENCY)
    assert table("tabulate sex, summarize(weight)").value == "weight"


def test_a_condition_holds_for_the_table_only() -> None:
    result = bound("tabulate sex if year > 2010 & weight < 9\ntabulate sex")
    first, second = (command.output for command in result.commands[-2:])
    assert isinstance(first, Table)
    assert isinstance(second, Table)
    assert len(first.dataset.conditions) == len(second.dataset.conditions) + 2


def test_labels_come_from_the_catalogue_or_from_the_script() -> None:
    assert shown("tabulate sex") == [(1, "sex 1 nb"), (2, "sex 2 nb")]
    assert shown("tabulate sex, nolabels") == [(1, "1"), (2, "2")]
    assert shown("define-labels l 2 Jente 1 Gutt\nassign-labels sex l\ntabulate sex") == [
        (2, "Jente"),
        (1, "Gutt"),
    ]


def test_values_without_a_label_come_after_those_with_one() -> None:
    script = "generate x = 3\nreplace x = 1 if sex == 1\nreplace x = -2 if sex == 2\n"
    assert shown(script + "define-labels l 3 Tre\nassign-labels x l\ntabulate x") == [
        (3, "Tre"),
        (-2, "-2"),
        (1, "1"),
    ]


def test_texts_that_the_script_writes_are_categories() -> None:
    script = "generate size = 'big' if weight > 10\nreplace size = 'small' if weight <= 10\ntabulate size"
    assert shown(script) == [("big", "big"), ("small", "small")]


def test_whole_numbers_without_a_list_are_left_to_their_limits() -> None:
    assert table("tabulate year").dimensions[0].categories is None


def test_titles_of_the_catalogue_go_along() -> None:
    command = bound("rename sex kjonn\ntabulate kjonn, summarize(weight)").commands[-1]
    assert {name: title.en for name, title in command.titles.items()} == {
        "kjonn": "SEX en",
        "weight": "WEIGHT en",
    }


def test_tables_are_refused_with_a_reason() -> None:
    refused = {
        "tabulate": [(9, "incomplete", None)],
        "tabulate weight": [(10, "measured", None)],
        "tabulate note": [(10, "categories-unknown", None)],
        "tabulate mother": [(10, "identifier-read", None)],
        "tabulate sex sex": [(14, "variable-twice", None)],
        "tabulate sex, rowpct colpct": [(15, "option-needs-two", None), (22, "option-needs-two", None)],
        "tabulate sex, mean": [(15, "option-needs-option", None)],
        "tabulate sex sleep, rowpct summarize(weight)": [(21, "options-exclude", None)],
        "tabulate sex, summarize(note)": [(25, "summarize-text", None)],
        "tabulate sex, summarize(mother)": [(25, "identifier-read", None)],
        "tabulate sex, summarize": [(15, "option-needs-something", None)],
        "tabulate sex, summarize(1)": [(15, "charting.names-in-option", None)],
        "tabulate sex, freq(1)": [(15, "option-takes-nothing", "freq")],
        "tabulate sex, freq freq": [(20, "option-twice", None)],
        "tabulate sex, rowpt": [(15, "unknown-option-nearest", "rowpct")],
        "tabulate sex, std": [(15, "option-needs-option", None)],
        "tabulate sex, chi2": [(15, "option-needs-two", None)],
        "tabulate sex, colsort": [(15, "option-needs-two", None)],
        "tabulate sex sleep, chi2 summarize(weight)": [(21, "options-exclude", None)],
        "tabulate sex sleep, rowsort(7)": [(29, "sort-code-unknown", None)],
        "tabulate sex sleep, rowsort(1, 2)": [(21, "sort-codes-too-many", None)],
        "tabulate sex = 1": [(16, "misfit", None)],
        "tabulate i.sex": [(10, "misfit", None)],
        "tabulate sx if sleep == '1', rowpcts": [
            (10, "unknown-variable-nearest", "sex"),
            (25, "number-compared-with-text", "1"),
            (30, "unknown-option-nearest", "rowpct"),
        ],
    }
    for line, expected in refused.items():
        assert faults(line) == [(1, *each) for each in expected], line


def test_summarize_takes_all_numbers_when_none_is_named() -> None:
    asked = output("summarize")
    assert isinstance(asked, Summary)
    assert asked.variables == ("sex", "sleep", "weight", "year", "visit")
    named = output("summarize weight if sex == 1")
    assert isinstance(named, Summary)
    assert named.variables == ("weight",)
    assert len(named.dataset.conditions) == 2


def test_summarize_is_refused_with_a_reason() -> None:
    assert faults("summarize note weight wight") == [(1, 23, "unknown-variable-nearest", "weight")]
    assert faults("summarize note") == [(1, 11, "summarize-text", None)]
    assert faults("keep note\nsummarize") == [(2, 1, "no-numbers", None)]

"""A step that does not fit is refused when it is added, so that a data set that exists can be run."""

import pytest
from query_words import BANK, col, info, node, op, persons

from folkekommune.catalogue.model import Texts, ValueType
from folkekommune.errors import InputError
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import Aggregate, GroupRoot, Join, PersonRoot, Statistic, start
from folkekommune.query.expressions import Branch, Choose, Missing
from folkekommune.query.outputs import Category, Dimension, Measure, Summary, Table
from folkekommune.query.steps import Assign, Import, Rename, Select
from folkekommune.query.typing import QueryError
from folkekommune.texts import LANGUAGES, text

TYPES = {
    "n": ValueType.INTEGER,
    "x": ValueType.DECIMAL,
    "t": ValueType.STRING,
    "id": ValueType.IDENTIFIER,
}
OTHER = ReleaseRef("no.example.bank", "2.0.0")
PEOPLE = persons(**TYPES)
GROUPS = start(GroupRoot(PEOPLE, "n", (Aggregate(Statistic.MEAN, "x", "m"),)))
FAMILIES = start(GroupRoot(PEOPLE, "id", (Aggregate(Statistic.COUNT, "t", "m"),)))
ELSEWHERE = start(PersonRoot(OTHER, ("4601",))).then(Import("A", OTHER, "a", info(), population=True))


def fault_of(make):
    with pytest.raises(QueryError) as caught:
        make()
    return caught.value.code, caught.value.parameters


@pytest.mark.parametrize(
    ("step", "code", "parameters"),
    [
        (Import("N", BANK, "n", info()), "query.name-taken", {"name": "n"}),
        (
            Import("A", OTHER, "a", info()),
            "query.other-release",
            {"name": "no.example.bank", "version": "2.0.0"},
        ),
        (Assign("y", col("z")), "query.unknown-variable", {"name": "z"}),
        (Assign("y", node(1), col("z")), "query.unknown-variable", {"name": "z"}),
        (Assign("n", node("a"), col("x")), "query.mixed-types", {}),
        (Assign("id", node("a"), col("x")), "query.identifier", {"name": "id"}),
        (Assign("id", Missing(), col("x")), "query.identifier", {"name": "id"}),
        (Rename("z", "y"), "query.unknown-variable", {"name": "z"}),
        (Rename("n", "x"), "query.name-taken", {"name": "x"}),
        (Select(("n", "z")), "query.unknown-variable", {"name": "z"}),
        (Join(PEOPLE, ("x",), None), "query.name-taken", {"name": "x"}),
        (Join(PEOPLE, ("z",), None), "query.unknown-variable", {"name": "z"}),
        (Join(GROUPS, ("m",), None), "query.merge-key", {"name": "n"}),
        (Join(PEOPLE, ("x",), "n"), "query.merge-key", {"name": "n"}),
        (Join(GROUPS, ("m",), "z"), "query.unknown-variable", {"name": "z"}),
        (Join(GROUPS, ("m",), "t"), "query.mixed-types", {}),
        (Join(FAMILIES, ("m",), "n"), "query.mixed-types", {}),
        (Join(ELSEWHERE, ("a",), None), "query.other-release", {"name": BANK.databank, "version": "2.0.0"}),
    ],
)
def test_a_step_that_does_not_fit_is_refused(step, code, parameters):
    assert fault_of(lambda: PEOPLE.then(step)) == (code, parameters)


@pytest.mark.parametrize(
    ("by", "aggregate", "code", "parameters"),
    [
        ("z", Aggregate(Statistic.SUM, "x", "s"), "query.unknown-variable", {"name": "z"}),
        ("n", Aggregate(Statistic.SUM, "z", "s"), "query.unknown-variable", {"name": "z"}),
        ("n", Aggregate(Statistic.SUM, "t", "s"), "query.number-expected", {"name": "sum"}),
        ("n", Aggregate(Statistic.MIN, "id", "s"), "query.number-expected", {"name": "min"}),
        ("n", Aggregate(Statistic.SUM, "x", "n"), "query.name-taken", {"name": "n"}),
    ],
)
def test_a_collapse_that_does_not_fit_is_refused(by, aggregate, code, parameters):
    assert fault_of(lambda: start(GroupRoot(PEOPLE, by, (aggregate,)))) == (code, parameters)


def test_groups_take_no_variables_of_persons():
    assert fault_of(lambda: GROUPS.then(Import("N", BANK, "a", info()))) == ("query.unit-type", {"name": "N"})
    assert fault_of(lambda: GROUPS.then(Join(PEOPLE, ("x",), None))) == ("query.unit-type", {"name": "x"})


def test_an_identifier_can_be_grouped_by_and_merged_on():
    merged = PEOPLE.then(Join(FAMILIES, ("m",), "id"))
    assert merged.types["m"] is ValueType.INTEGER


def test_an_identifier_that_is_replaced_altogether_is_one_no_more():
    assert PEOPLE.then(Assign("id", node("a"))).types["id"] is ValueType.STRING


def test_missing_can_be_given_to_any_variable_and_keeps_its_type():
    for name, kind in (("t", ValueType.STRING), ("n", ValueType.INTEGER), ("x", ValueType.DECIMAL)):
        assert PEOPLE.then(Assign(name, Missing(), col("n"))).types[name] is kind
        assert PEOPLE.then(Assign(name, Missing())).types[name] is kind
    nothing = Choose((Branch(col("n"), Missing()),), Missing())
    assert PEOPLE.then(Assign("t", nothing, col("n"))).types["t"] is ValueType.STRING
    assert PEOPLE.then(Assign("new", Missing())).types["new"] is ValueType.DECIMAL


def test_a_whole_number_with_a_decimal_one_in_some_rows_is_decimal():
    assert PEOPLE.then(Assign("n", node(0.5), col("x"))).types["n"] is ValueType.DECIMAL
    assert PEOPLE.then(Assign("n", node(2), col("x"))).types["n"] is ValueType.INTEGER


YES = (Category(1, Texts("ja", "ja", "yes")),)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Table(start(PersonRoot(BANK, ())), ()), "query.no-population"),
        (lambda: Table(PEOPLE, (Dimension("z", "z"),)), "query.unknown-variable"),
        (lambda: Table(PEOPLE, (Dimension("x", "x"),)), "query.continuous"),
        (lambda: Table(PEOPLE, (Dimension("t", "t"),)), "query.continuous"),
        (lambda: Table(PEOPLE, (Dimension("id", "id", YES),)), "query.identifier"),
        (lambda: Table(PEOPLE, (Dimension("n", "n"),), (Measure.MEAN,)), "query.mean-of-what"),
        (lambda: Table(PEOPLE, (Dimension("n", "n"),), (Measure.MEAN,), value="t"), "query.number-expected"),
        (lambda: Table(PEOPLE, (Dimension("n", "n"),), (Measure.MEAN,), value="id"), "query.identifier"),
        (lambda: Summary(start(PersonRoot(BANK, ())), ()), "query.no-population"),
        (lambda: Summary(PEOPLE, ("t",)), "query.number-expected"),
        (lambda: Summary(PEOPLE, ("id",)), "query.identifier"),
        (lambda: Summary(PEOPLE, ("z",)), "query.unknown-variable"),
    ],
)
def test_an_output_that_cannot_be_made_is_refused(make, code):
    assert fault_of(make)[0] == code


def test_a_table_of_coded_and_whole_numbers_can_be_made():
    dimensions = (Dimension("n", "n"), Dimension("x", "x", YES), Dimension("t", "t", YES))
    table = Table(PEOPLE, dimensions, (Measure.FREQUENCY, Measure.MEAN), value="x")
    assert table.canonical != Table(PEOPLE, dimensions[::-1], table.measures, value="x").canonical
    assert table.canonical != Table(PEOPLE, dimensions, table.measures, missing=True, value="x").canonical


def test_every_fault_has_a_text_with_its_parameters_in_every_language():
    assert issubclass(QueryError, InputError)
    for code, parameters in (
        ("query.other-release", {"name": "no.example.bank", "version": "2.0.0"}),
        ("query.mean-of-what", {}),
        ("query.engine-exhausted", {}),
        ("query.expression-too-large", {}),
    ):
        for language in LANGUAGES:
            sentence = text(code, language, **parameters)
            assert all(str(value) in sentence for value in parameters.values())
            assert "{" not in sentence


def test_the_unit_of_a_group_is_not_read_as_an_expression():
    families = FAMILIES
    assert fault_of(lambda: families.then(Assign("y", op(col("id"), "==", "1"))))[0] == "query.identifier"

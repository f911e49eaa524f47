"""An indicator is compiled to the cube its definition describes, or refused."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from child_worlds import DATABANK, DEFINITIONS, INDICATOR, RELEASE, OneDatabank, request
from worlds import World

from folkekommune.catalogue.model import Temporality
from folkekommune.errors import InputError
from folkekommune.indicators.compilation import compile_indicator
from folkekommune.indicators.definition import (
    Area,
    Dimension,
    Method,
    Minimums,
    MissingPolicy,
    Period,
    Standardisation,
    Statistic,
)
from folkekommune.query.engine import CellRequest
from folkekommune.query.outputs import ShareCube
from folkekommune.query.steps import Import
from folkekommune.script.binder import bind_text
from folkekommune.script.session import Session
from folkekommune.services.indicator_expressions import expression_reader
from folkekommune.texts import LANGUAGES, text

HAND_COUNTED = Path(__file__).parents[2] / "spec" / "indicators"


def test_exactly_what_the_definition_reads_is_imported_for_one_part():
    cube = request("4601")
    imported = [step.variable for step in cube.dataset.steps if isinstance(step, Import)]
    assert sorted(imported) == [
        "AMMESTATUS_U6", "BYDEL_U6", "DATO_U6", "KJONN", "KOMMUNE_U6", "STATUS_U6",
    ]  # fmt: skip
    assert cube.dataset.root.grant == ("4601",)


def test_a_cube_has_no_conditions_of_its_own():
    """They would be conditions of every cell, and no script could ask for the same cell."""
    assert request().dataset.conditions == ()


def test_a_variable_is_the_one_a_script_would_import():
    script = (
        f"require {DATABANK.name}:1 as hp\ncreate-dataset a\n"
        "import hp/AMMESTATUS_U6 as amming\nimport hp/DATO_U6 as dato\n"
        "generate year = year(dato)\n"
    )
    working = bind_text(script, Session(OneDatabank(), ("4601",))).session.sets["a"]
    compiled = request().dataset.columns
    for theirs, ours in (("amming", "AMMESTATUS_U6"), ("dato", "DATO_U6"), ("year", "year")):
        assert working.columns[theirs] == compiled[ours]


def test_sexes_come_from_the_code_list_and_districts_are_given():
    cube = request("4601")
    assert cube.sexes == (1.0, 2.0)
    assert cube.districts == ("460101", "460102")


def test_an_indicator_that_is_not_divided_has_no_parts():
    definition = replace(INDICATOR, geography=(Area.MUNICIPALITY,), disaggregate=())
    cube = request("4601", definition=definition)
    assert (cube.districts, cube.sexes) == ((), ())
    imported = {step.variable for step in cube.dataset.steps if isinstance(step, Import)}
    assert not imported & {"BYDEL_U6", "KJONN"}


def test_a_derived_variable_takes_no_name_of_the_databank():
    variables = DATABANK.variables | {"outcome": DATABANK.variables["STATUS_U6"]}
    other = replace(DATABANK, variables=variables)
    definition = replace(INDICATOR, counting=replace(INDICATOR.counting, population="outcome == 1"))
    cube = compile_on(other, definition)
    assert cube.outcome == "outcome_"


def compile_on(databank, definition) -> ShareCube:
    return compile_indicator(
        definition,
        databank=databank,
        release=RELEASE,
        municipality="4601",
        districts=(),
        expression=expression_reader(databank),
    )


# --- who is counted: the hand-counted cases of the indicators, through the engine


def hand_counted():
    for file in sorted(HAND_COUNTED.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for case in content["cases"]:
            if "AGE_DAYS" not in case["children"]:  # its class is derived at load
                yield pytest.param(content["indicator"], case, id=f"{file.stem}: {case['name']}")


def lines_of(drawing: str) -> list[dict[str, str]]:
    lines = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def stored(name: str, written: str) -> float | str | None:
    if not written:
        return None
    if name.startswith("DATO"):
        return int((np.datetime64(written) - np.datetime64("1970-01-01")).astype(int))
    return (
        written
        if name.startswith(("KOMMUNE", "BYDEL"))
        else (float(written) if "." in written else int(written))
    )


def counts(definition, children: list[dict[str, str]]) -> Counter[tuple[object, ...]]:
    """Count cases and complement by year, municipality, district and sex, as the engine sees them."""
    world = World.of(len(children))
    for name in definition.variables:
        world.add(name, [stored(name, child.get(name, "")) for child in children])
    cube = request("4601", definition=definition)
    cells = world.reference().cells(CellRequest(cube.dataset, cube.dimensions), limit=1000)
    found: Counter[tuple[object, ...]] = Counter()
    for outcome, place, district, year, sex, persons in zip(*cells.coordinates, cells.persons, strict=True):
        if outcome is not None:
            found[year, place, district, sex, "cases" if outcome else "complement"] += int(persons)
    return found


@pytest.mark.parametrize(("indicator", "case"), list(hand_counted()))
def test_cases_and_complement_are_those_counted_by_hand(indicator, case):
    expected: Counter[tuple[object, ...]] = Counter()
    for line in lines_of(case["expected"]):
        place = (float(line["year"]), line["municipality"], line["district"] or None, float(line["sex"]))
        # Of a mean everybody who has a value is counted as if a case.
        expected[*place, "cases"] = int(line.get("cases", line.get("counted")))
        expected[*place, "complement"] = int(line.get("complement", 0))
    assert +counts(DEFINITIONS[indicator], lines_of(case["children"])) == +expected


def test_as_no_counts_those_without_an_answer_in_the_complement():
    definition = replace(INDICATOR, missing_policy=MissingPolicy.AS_NO)
    children = [
        {
            "STATUS_U6": status,
            "AMMESTATUS_U6": feeding,
            "DATO_U6": "2024-02-01",
            "KOMMUNE_U6": "4601",
            "KJONN": "1",
        }
        for status, feeding in (("1", "1"), ("1", "2"), ("1", ""), ("1", "9"), ("2", ""), ("2", "1"))
    ]
    place = (2024.0, "4601", None, 1.0)
    assert counts(definition, children) == {(*place, "cases"): 1, (*place, "complement"): 3}


# --- what cannot be computed is refused

NOT_COMPUTED = {
    "statistic": {"statistic": Statistic.MEDIAN},
    "missing_policy": {"missing_policy": MissingPolicy.OWN_CATEGORY},
    "standardisation": {"standardisation": Standardisation(Method.DIRECT, ("KJONN",), 2020)},
    "minimums": {"minimums": Minimums(denominator=100)},
    "period": {"period": Period((1, 3), rolling=False)},
    "geography": {"geography": (Area.DISTRICT,)},
    "multiplier": {"multiplier": 1000.0},
}


@pytest.mark.parametrize("field", NOT_COMPUTED)
def test_what_is_not_computed_is_refused_with_the_field(field):
    with pytest.raises(InputError) as refused:
        request(definition=replace(INDICATOR, **NOT_COMPUTED[field]))
    assert refused.value.code == "indicators.not-computed-yet"
    assert refused.value.parameters["field"] == field


def test_a_variable_that_changes_over_time_is_refused():
    changing = replace(DATABANK.variables["STATUS_U6"], temporality=Temporality.EVENT)
    other = replace(DATABANK, variables=DATABANK.variables | {"STATUS_U6": changing})
    with pytest.raises(InputError, match=r"indicators\.needs-date"):
        compile_on(other, INDICATOR)


def test_sex_by_an_expression_is_refused():
    dimensions = MappingProxyType({**INDICATOR.dimensions, Dimension.SEX: "KJONN + 0"})
    with pytest.raises(InputError, match=r"indicators\.sex-codes"):
        request(definition=replace(INDICATOR, dimensions=dimensions))


@pytest.mark.parametrize(
    "expression", ["AMMESTATUS_U6 ==", "FINNES_IKKE == 1", "1, freq", "1 if KJONN == 1", ""]
)
def test_an_expression_that_is_none_is_refused(expression):
    with pytest.raises(InputError, match=r"services\.expression"):
        expression_reader(DATABANK)(expression)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["not-computed-yet", "needs-date", "sex-codes"])
def test_every_refusal_has_its_sentence(code, language):
    assert "XX" in text(f"indicators.{code}", language, indicator="XX", field="YY", name="ZZ")

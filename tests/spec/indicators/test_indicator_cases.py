"""Every shipped indicator counts its hand-made children right; see the README beside this file.

The expressions are read by the script language's own parser and evaluated with the reference
engine's meaning of them.
"""

import tomllib
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from folkekommune.catalogue.model import ValueType
from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.engines.meaning import evaluate, holds
from folkekommune.indicators.definition import Dimension
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.services.indicator_expressions import expression_reader
from folkekommune.statistics.growth import NO_CLASS, iotf_class

HERE = Path(__file__).parent
PACKAGE = load_package(shipped_folder() / "helseprofil")
VARIABLES = PACKAGE.databank.variables
DEFINITIONS = load_definitions(PACKAGE)
EPOCH = date(1970, 1, 1)


def load_cases():
    for file in sorted(HERE.glob("*.toml")):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for case in content["cases"]:
            yield pytest.param(content["indicator"], case, id=f"{file.stem}: {case['name']}")


def table(drawing):
    lines = [[cell.strip() for cell in line.split("|")] for line in drawing.strip().splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def value(name, written):
    if not written:
        return None
    kind = VARIABLES[name].value_type if name in VARIABLES else ValueType.INTEGER
    if kind is ValueType.STRING:
        return written
    if kind is ValueType.DATE:
        return float((date.fromisoformat(written) - EPOCH).days)
    return float(written)


def child(line):
    row = dict.fromkeys(VARIABLES) | {name: value(name, written) for name, written in line.items()}
    if "AGE_DAYS" in line:
        occasion = next(name for name in line if name.startswith("VEKT_KG_")).removeprefix("VEKT_KG_")
        row[f"IOTF_KLASSE_{occasion}"] = bmi_class(row, occasion)
    return row


def bmi_class(row, occasion):
    """Derive the class as it is derived at load."""
    names = (f"VEKT_KG_{occasion}", f"HOYDE_CM_{occasion}", "AGE_DAYS", "KJONN")
    weight, height, days, sex = (row[name] for name in names)
    if weight is None or height is None:
        return None
    found = int(iotf_class(np.array(weight / (height / 100) ** 2), days, sex))
    return None if found == NO_CLASS else float(found)


read = cache(expression_reader(PACKAGE.databank))


def count(definition, children):
    """Count by the dimensions: eligible, and cases and complement or the number of values and their sum."""
    counting = definition.counting
    population, numerator, denominator = map(
        read, (counting.population, counting.numerator or counting.value, counting.denominator)
    )
    dimensions = {dimension: read(text) for dimension, text in definition.dimensions.items()}
    counts = Counter()
    for row in children:
        if not holds(population, row):
            continue
        place = tuple(evaluate(dimensions[dimension], row) for dimension in Dimension)
        counts[*place, "eligible"] += 1
        if holds(denominator, row) and counting.value:
            counts[*place, "counted"] += 1
            counts[*place, "sum"] += evaluate(numerator, row)
        elif holds(denominator, row):
            counts[*place, "cases" if holds(numerator, row) else "complement"] += 1
    return counts


def expected_counts(drawing):
    counts = Counter()
    for line in table(drawing):
        place = (
            float(line["year"]),
            line["municipality"] or None,
            line["district"] or None,
            float(line["sex"]),
        )
        for kind in line.keys() - {"year", "municipality", "district", "sex"}:
            counts[*place, kind] = float(line[kind])
    return counts


@pytest.mark.parametrize(("indicator", "case"), list(load_cases()))
def test_hand_counted_case(indicator, case):
    children = [child(line) for line in table(case["children"])]
    assert +count(DEFINITIONS[indicator], children) == +expected_counts(case["expected"])


def test_every_shipped_indicator_has_cases():
    assert {file.stem for file in HERE.glob("*.toml")} == set(DEFINITIONS)


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=list(DEFINITIONS))
def test_a_case_always_belongs_to_the_denominator_and_the_population(definition):
    """Over all codes that the answers can have, sentinels and missing included."""
    counting = definition.counting
    if counting.value:
        pytest.skip("a mean has no cases")
    numerator, denominator = read(counting.numerator), read(counting.denominator)
    answers = {name for name in definition.variables if not name.startswith(("DATO", "KOMMUNE", "BYDEL"))}
    for code in (None, *map(float, range(-1, 10))):
        row = dict.fromkeys(VARIABLES) | dict.fromkeys(answers, code)
        if holds(numerator, row):
            assert holds(denominator, row)

"""P3: repaired only when unusual before, usual after, and one mistake explains it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from delivery_factory import number
from record_factory import make_context, make_records

from folkekommune.ingest.quality.unit_mistakes import check

SIX_WEEKS = {"visit_date": "17.04.2018"}
FOUR_YEARS = {"visit_date": "15.03.2022"}
THIRTEEN = {"visit_date": "01.12.2023", "identity": number("2010-09-01")}


@pytest.mark.parametrize(
    ("occasion", "row", "item", "words", "rule"),
    [
        ("U6", SIX_WEEKS, "VEKT_KG", ("5020", 5.02), "grams-for-kilograms"),
        ("U6", SIX_WEEKS, "VEKT_KG", ("50,2", 5.02), "decimal-mark-lost"),
        ("U6", SIX_WEEKS, "VEKT_KG", ("502", 5.02), "decimal-mark-lost"),
        ("A4", FOUR_YEARS, "VEKT_KG", ("17300", 17.3), "grams-for-kilograms"),
        ("A4", FOUR_YEARS, "VEKT_KG", ("173", 17.3), "decimal-mark-lost"),
        ("A4", FOUR_YEARS, "HOYDE_CM", ("1,04", 104.0), "metres-for-centimetres"),
        ("A4", FOUR_YEARS, "HOYDE_CM", ("1042", 104.2), "millimetres-for-centimetres"),
        ("S8", THIRTEEN, "VEKT_KG", ("523", 52.3), "decimal-mark-lost"),
        ("S8", THIRTEEN, "HOYDE_CM", ("1,62", 162.0), "metres-for-centimetres"),
        ("U6", SIX_WEEKS, "HODEOMKRETS_CM", ("388", 38.8), "millimetres-for-centimetres"),
    ],
)
def test_a_mistake_of_unit_is_repaired_and_the_old_value_logged(occasion, row, item, words, rule):
    written, right = words
    records = make_records([row | {item: written}], occasion=occasion)
    finding = check(records, make_context())
    assert finding.repaired == {rule: 1}
    assert finding.items[item].values[0] == pytest.approx(right)
    (repair,) = finding.repairs
    assert (repair.item, repair.rule, list(repair.rows)) == (item, rule, [0])
    assert repair.old[0] == float(written.replace(",", "."))


@pytest.mark.parametrize(
    ("occasion", "row", "item", "written"),
    [
        ("A4", FOUR_YEARS, "VEKT_KG", "17,3"),
        ("A4", FOUR_YEARS, "VEKT_KG", "39,5"),  # heavy, but it happens
        ("S8", THIRTEEN, "VEKT_KG", "130"),
        ("U6", SIX_WEEKS, "VEKT_KG", "12"),  # too much, and 1.2 would be too little
        ("A4", FOUR_YEARS, "HOYDE_CM", "60"),
        ("A4", FOUR_YEARS, "HOYDE_CM", "1600"),
    ],
)
def test_what_no_mistake_explains_stays(occasion, row, item, written):
    finding = check(make_records([row | {item: written}], occasion=occasion), make_context())
    assert finding.repaired == {}
    assert finding.items == {}


def test_only_the_row_with_the_mistake_changes():
    records = make_records([SIX_WEEKS | {"VEKT_KG": word} for word in ("5,1", "5020", "", "4,9")])
    column = check(records, make_context()).items["VEKT_KG"]
    assert list(column.present) == [True, True, False, True]
    assert list(column.values[column.present]) == [5.1, 5.02, 4.9]


def test_a_mistake_two_rules_explain_is_left_alone():
    """Such a declaration would be ambiguous; it is built here by hand."""
    context = make_context()
    measure = context.declaration.measures[0]
    grams, tenth, _ = measure.mistakes
    doubled = type(measure)(
        measure.item, measure.usual, (grams, type(grams)("other", tenth.factor / 100, 500, np.inf))
    )
    changed = replace(context, declaration=replace(context.declaration, measures=(doubled,)))
    records = make_records([SIX_WEEKS | {"VEKT_KG": "5020"}])
    assert check(records, context).repaired == {"grams-for-kilograms": 1}
    assert check(records, changed).repaired == {}

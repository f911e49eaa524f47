"""Where a result differs in form from that of practice: what is there, never what it amounts to."""

from __future__ import annotations

from typing import Any

import pytest

from folkekommune.disclosure.restoring import restore
from folkekommune.disclosure.results import SafeResult
from folkekommune.services.practice.difference import differences
from folkekommune.texts import LANGUAGES

PROTECTION = {"policy": "standard-1", "noise_sd": 1.0, "notes": []}
VALUE = {"text": "7", "sign": "", "lower": None, "upper": None}


def label(value: str) -> dict[str, str]:
    return {"value": value, "nb": f"{value} nb", "nn": f"{value} nn", "en": f"{value} en"}


def table(
    dimensions: dict[str, list[str]], measures: tuple[str, ...] = ("freq",), text: str = "7"
) -> SafeResult:
    cell: dict[str, Any] = {
        "place": [0] * len(dimensions),
        "values": [[name, VALUE | {"text": text}] for name in measures],
    }
    divided = [
        {"name": name, "categories": [label(each) for each in listed]} for name, listed in dimensions.items()
    ]
    return restore(
        {
            "kind": "table",
            "protection": PROTECTION,
            "dimensions": divided,
            "measures": list(measures),
            "cells": [cell],
            "tests": [],
            "layout": None,
        }
    )


def summary(*names: str) -> SafeResult:
    rows = [[name, [["mean", VALUE]]] for name in names]
    return restore({"kind": "summary", "protection": PROTECTION, "rows": rows})


REFUSAL = restore(
    {"kind": "refusal", "protection": PROTECTION, "rule": "population.floor", "parameters": [["floor", 300]]}
)
BOTH = {"sex": ["1", "2"], "sleep": ["1", "2", "9"]}


def told(practised: SafeResult, real: SafeResult | None) -> list[tuple[str, str, str, tuple[str, ...]]]:
    found = differences(practised, real)
    for each in found:
        for language in LANGUAGES:
            assert each.message(language)
    return [
        (each.code, each.facet.about, each.facet.name, tuple(one.value for one in each.facet.entries))
        if each.facet
        else (each.code, "", "", ())
        for each in found
    ]


def test_other_figures_in_the_same_form_are_no_difference():
    assert told(table(BOTH, text="7"), table(BOTH, text="9000")) == []


def test_categories_that_are_in_one_of_them_alone_are_told():
    real = table({"sex": ["1", "2"], "sleep": ["1", "2", "3"]})
    assert told(table(BOTH), real) == [
        ("missing", "categories", "sleep", ("9",)),
        ("added", "categories", "sleep", ("3",)),
    ]


def test_another_order_is_told_where_the_names_are_the_same():
    real = table({"sex": ["2", "1"], "sleep": ["1", "2", "9"]})
    assert told(table(BOTH), real) == [("order", "categories", "sex", ("2", "1"))]


def test_another_division_is_told_once_and_not_for_each_of_its_categories():
    assert told(table(BOTH), table({"sex": ["1", "2"]})) == [("missing", "dimensions", "", ("sleep",))]


def test_columns_that_are_more_are_told():
    real = table(BOTH, measures=("freq", "percent"))
    assert told(table(BOTH), real) == [("added", "columns", "", ("percent",))]


def test_a_variable_without_key_figures_is_told():
    assert told(summary("weight", "height"), summary("weight")) == [("missing", "variables", "", ("height",))]


@pytest.mark.parametrize(
    ("practised", "real", "code"),
    [
        (table(BOTH), REFUSAL, "refused"),
        (REFUSAL, table(BOTH), "answered"),
        (table(BOTH), summary("weight"), "kind"),
        (table(BOTH), None, "not-run"),
    ],
    ids=["refused", "answered", "kind", "not-run"],
)
def test_an_answer_of_another_kind_is_told_and_nothing_else(practised, real, code):
    assert told(practised, real) == [(code, "", "", ())]


def test_both_refused_is_no_difference():
    assert told(REFUSAL, REFUSAL) == []


def test_many_names_are_not_all_written():
    many = {"place": [f"p{number}" for number in range(30)]}
    (found,) = differences(table(many), table({"place": ["p0"]}))
    assert "«p1 en», «p2 en»" in found.message("en")
    assert "and 21 more" in found.message("en")
    assert "«p20 en»" not in found.message("en")

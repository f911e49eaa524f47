"""What disclosure control is likely to say to a script, before any data are asked."""

from __future__ import annotations

from datetime import date

import pytest
from script_worlds import BANK, BEGINNING, Bank, codes, session, variable

from folkekommune.catalogue.model import Code, CodeList, ValueType
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import SafeValue, ShareCell
from folkekommune.published.figures import CellKey, FigureSet
from folkekommune.script.binder import bind_text
from folkekommune.services.forecast import (
    forecasts,
    forecasts_as_data,
    forecasts_as_text,
    published_persons,
)
from folkekommune.services.likely_shares import persons_left

TEN = variable("TEN", ValueType.INTEGER, code_list=codes("ten", *range(10)))
MANY = variable("MANY", ValueType.INTEGER, code_list=codes("many", *range(100)))
SEX = variable("SEX", ValueType.INTEGER, code_list=codes("sex", 1, 2))
PAY = variable("PAY", ValueType.INTEGER, clip=(0.0, 100.0))
BANKS = Bank((TEN, MANY, SEX, PAY))
BEGIN = f"""require {BANK}:1 as db
create-dataset people
import db/TEN as ten
import db/MANY as many
import db/SEX as sex
import db/PAY as pay
"""


def foreseen(script: str, persons: int | None = 4000):
    bound = bind_text(BEGIN + script, session(BANKS))
    assert bound.faults == ()
    found = forecasts(bound.commands, load_policy(), lambda _: persons)
    return [(each.line - 6, each.code) for each in found], found


@pytest.mark.parametrize(
    ("script", "left"),
    [
        ("keep if ten == 3", 400),
        ("keep if ten != 3", 3600),
        ("keep if ten < 3 & sex == 1", 600),
        ("keep if inlist(ten, 1, 2) | sex == 1", 2400),
        ("drop if sex == 1", 2000),
        ("keep if pay > 10", 2000),
        ("drop if sysmiss(pay)", 3600),
        ("sample 0.1 7", 400),
        ("sample 1500 7\nkeep if sex == 2", 750),
    ],
)
def test_conditions_leave_their_share_of_equally_large_categories(script, left):
    bound = bind_text(BEGIN + script, session(BANKS))
    dataset = bound.session.sets["people"].dataset
    assert persons_left(dataset, 4000) == pytest.approx(left)


def test_a_small_population_is_foreseen():
    assert foreseen("keep if many == 1\ntabulate sex")[0] == [(2, "population")]
    assert foreseen("keep if ten == 1\ntabulate sex")[0] == []


def test_thin_tables_are_foreseen():
    assert foreseen("tabulate many ten")[0] == [(1, "thin")]
    assert foreseen("tabulate many sex")[0] == []
    assert foreseen("tabulate many sex", 2000)[0] == [(1, "some-thin")]
    _, (found,) = foreseen("tabulate many ten")
    assert found.parameters == {"cells": 1000, "persons": 4, "band": 5}
    assert "1,000 cells of about 4 persons each" in found.message("en")


def test_statistics_of_values_need_more_people():
    assert foreseen("tabulate many sex, summarize(pay)", 1800)[0] == [(1, "some-thin"), (1, "values")]
    assert foreseen("summarize pay")[0] == []


def test_limits_of_tables_are_certain_and_need_no_counts():
    found = foreseen("tabulate many ten sex, missing", None)[1]
    assert found == ()
    (cells,) = foreseen("clone-variables many -> again\ntabulate many again", None)[1]
    assert (cells.code, cells.certain, cells.parameters["cells"]) == ("cells", True, 10_000)
    script = "clone-variables sex -> a\nclone-variables sex -> b\ntabulate sex ten a b many"
    (wide,) = foreseen(script, None)[1]
    assert (wide.code, wide.certain) == ("dimensions", True)


def test_without_published_counts_nothing_is_guessed():
    assert foreseen("keep if many == 1\ntabulate many ten", None)[0] == []


def test_published_counts_are_those_of_the_largest_cube_of_each_municipality():
    def cell(people: int, **where: object) -> ShareCell:
        value = SafeValue(str(people))
        return ShareCell("4601", where.get("district"), 2020, None, value, value, value, None, None)

    key = CellKey(BANK, "small", 1, "4601", 2020)
    figures = FigureSet(
        cells={
            key: cell(50),
            key._replace(year=2021): cell(60),
            key._replace(indicator="large"): cell(200),
            key._replace(indicator="large", district="460101"): cell(100),
            key._replace(municipality="5001", indicator="large"): cell(900),
        }
    )
    dataset = bind_text(BEGIN, session(BANKS)).session.sets["people"].dataset
    assert published_persons(figures)(dataset) == 400
    assert published_persons(FigureSet())(dataset) is None


def test_guesses_say_what_they_rest_on():
    found = foreseen("tabulate many ten")[1]
    assert "No data were looked up" in forecasts_as_text(found, "en").replace("no data", "No data")
    assert forecasts_as_data(found, "nb")[0]["severity"] == "forecast"
    certain = foreseen("clone-variables many -> again\ntabulate many again", None)[1]
    assert "Categories are taken" not in forecasts_as_text(certain, "en")


def test_codes_that_ended_count_once():
    old = Code(1, codes("x", 1).codes[0].title, BEGINNING, date(2000, 1, 1))
    new = Code(1, codes("x", 1).codes[0].title, date(2000, 1, 2))
    bank = Bank((variable("TEN", ValueType.INTEGER, code_list=CodeList("c", old.title, (old, new))),))
    bound = bind_text(
        f"require {BANK}:1 as db\ncreate-dataset d\nimport db/TEN as ten\nkeep if ten == 1", session(bank)
    )
    assert persons_left(bound.session.sets["d"].dataset, 100) == pytest.approx(100)

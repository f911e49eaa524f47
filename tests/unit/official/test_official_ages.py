"""Tables divided by age: Statistics Norway's population as it comes, and as it is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from official_factories import OFFICIAL_RECEIPT, at, description, json_stat

from folkekommune.disclosure.policy import load_policy
from folkekommune.official.ages import age_of
from folkekommune.official.cubes import Category
from folkekommune.official.figures import ALL_AGES
from folkekommune.official.library import OfficialTables
from folkekommune.official.preparing import prepare

PXWEB = """"07459: Befolkning"

"region";"kjønn";"alder";"Personer 2023";"Personer 2024"
"4601 Bergen";"Menn";"2 år";"1500";"1600"
"4601 Bergen";"Kvinner";"2 år";"1450";"1400"
"4601 Bergen";"Kvinner";"105 år eller eldre";"3";"4"
"""


@pytest.mark.parametrize(
    ("code", "label", "age"),
    [
        ("000", "0 år", 0),
        ("17", "17", 17),
        ("2", "år", 2),
        ("003", "3 years", 3),
        ("105+", "105 år eller eldre", None),
        ("F01", "0-5 år", None),
    ],
)
def test_a_single_year_of_age_is_read_and_nothing_else(code, label, age):
    assert age_of(Category(code, label)) == age


def test_the_population_is_read_by_age_from_either_shape():
    bank = json_stat(
        {"Region": ["4601"], "Kjonn": ["1", "2"], "Alder": ["002", "105+"], "Tid": ["2024"]},
        [1600, 0, 1400, 4],
    )
    for written in (PXWEB.encode(), bank):
        figures = prepare(written, description("folketall"), load_policy()).figures
        assert {slot.age for slot in figures} == {2}
        assert figures[at("4601", 2024, "1").aged(2)].value == 1600
        assert figures[at("4601", 2024, "2").aged(2)].value == 1400


def test_ages_are_kept_and_read_back(tmp_path):
    tables = OfficialTables(tmp_path)
    figures = prepare(PXWEB.encode(), description("folketall"), load_policy()).figures
    kept = tables.keep(replace(OFFICIAL_RECEIPT, code="folketall"), figures)
    assert tables.read(kept) == figures


def test_tables_without_ages_are_kept_as_they_were_before(tmp_path):
    """A kept table's bytes have a digest: ages must not change those of the others."""
    tables = OfficialTables(tmp_path)
    written = json_stat({"Region": ["4601"], "Tid": ["2024"]}, [80.0])
    figures = prepare(written, description(), load_policy()).figures
    kept = tables.keep(OFFICIAL_RECEIPT, figures)
    assert {slot.age for slot in figures} == {ALL_AGES}
    file = tmp_path / kept.databank / kept.code / "1" / "figures.json"
    assert file.read_text() == '[["municipality","4601",2024,1,"",80.0,null,null,""]]'

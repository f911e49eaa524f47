"""How common codes are, read from published shares, worked out by hand."""

from __future__ import annotations

import pytest

from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.disclosure.results import MeanCell, SafeValue, ShareCell
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.published.figures import CellKey, FigureSet
from folkekommune.services.practice.weights import Weights, published_weights

BANK = "no.folkekommune.helseprofil"


def share(place: str, year: int, cases: str | None, others: str | None, sex: str | None = None) -> ShareCell:
    return ShareCell(place, None, year, sex, SafeValue(cases), SafeValue(others), SafeValue(None), None, None)


def key(indicator: str, year: int, place: str = "4601", sex: str | None = None) -> CellKey:
    return CellKey(BANK, indicator, 1, place, year, sex=sex)


def weights(cells: dict[CellKey, ShareCell], means: dict[CellKey, MeanCell] | None = None) -> Weights:
    package = load_packages(shipped_folder())[BANK]
    definitions = tuple(load_definitions(package).values())
    return published_weights(package.databank, definitions, FigureSet((), cells, means or {}))


def test_two_shares_of_one_variable_are_brought_to_agree():
    """At all breastfed 60 %, wholly 20 %: so partly 40 %, and not 40 %; one in twenty has no such answer."""
    found = weights(
        {
            key("amming_6mnd", 2023): share("4601", 2023, "60", "40"),
            key("fullamming_6mnd", 2023): share("4601", 2023, "20", "80"),
        }
    ).codes["AMMESTATUS_M6"]
    assert found == pytest.approx({1: 0.95 * 0.2, 2: 0.95 * 0.4, 3: 0.95 * 0.4, 8: 0.025, 9: 0.025})


def test_the_newest_shown_year_counts_and_municipalities_are_added_up():
    found = weights(
        {
            key("sovn_problem_6mnd", 2021): share("4601", 2021, "90", "10"),
            key("sovn_problem_6mnd", 2022): share("4601", 2022, "30", "70"),
            key("sovn_problem_6mnd", 2023): share("4601", 2023, None, None),
            key("sovn_problem_6mnd", 2022, "4631"): share("4631", 2022, "30", "170"),
        }
    )
    # 60 of 300, on the codes 2 and 3 of three.
    assert found.codes["SOVN_M6"][1] == pytest.approx(0.95 * 0.8)
    assert found.codes["SOVN_M6"][2] == found.codes["SOVN_M6"][3] == pytest.approx(0.95 * 0.1)
    assert found.homes == {"4601": 100, "4631": 200}


def test_the_sexes_are_as_many_as_published():
    found = weights(
        {
            key("amming_6mnd", 2023, sex="1"): share("4601", 2023, "30", "10", "1"),
            key("amming_6mnd", 2023, sex="2"): share("4601", 2023, "30", "30", "2"),
        }
    )
    assert found.codes["kjonn"] == {1: 40, 2: 60}


def test_weights_are_kept_and_read_back_with_codes_of_their_type():
    told = Weights({"A": {1: 0.5, 9: 0.5}, "B": {"4601": 1.0}}, {"C": 2.5}, {"4601": 7.0})
    assert Weights.restored(told.plain()) == told


def test_nothing_published_tells_nothing():
    assert weights({}) == Weights()

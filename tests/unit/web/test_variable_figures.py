"""What is published of a variable, beside it in the catalogue."""

from __future__ import annotations

from datetime import date

import pytest
from web_fakes import PACKAGE, WITHHELD, FakeFigures

from folkekommune.catalogue.packages import load_package
from folkekommune.services.research import GrantedDatabank
from folkekommune.web.ports import Cell, Sign
from folkekommune.web.research.timeline import timeline_of
from folkekommune.web.research.variable import import_line, published_tables
from folkekommune.web.research.variables import NO_AGE, Wanted, choices_of, themes_of

BANK = load_package(PACKAGE).databank


@pytest.mark.feature(492)
def test_the_newest_published_figure_of_each_municipality_stands_with_the_variable() -> None:
    """A withheld figure is withheld here too."""
    figures = FakeFigures({Cell("sovn_problem_6mnd", "4601", 2025): WITHHELD})
    definition = next(each for each in figures.indicators() if each.code == "sovn_problem_6mnd")
    name = next(name for name in sorted(definition.variables) if name.startswith("SOVN"))
    tables = list(published_tables(figures, BANK.name, BANK.variables[name], language="nb"))
    table = next(each for each in tables if each.caption == definition.wording.name.nb)
    assert [row.heading for row in table.rows] == ["Bergen (2025)", "Bjørnafjorden (2025)", "Alver (2025)"]
    assert {cell.sign for cell in table.rows[0].cells} == {Sign.WITHHELD}
    assert table.rows[1].cells[0].text.endswith("%")
    assert list(published_tables(figures, "no.other", BANK.variables[name], language="nb")) == []


def test_nothing_stands_there_before_the_first_publication() -> None:
    figures = FakeFigures(publication=None)
    for variable in BANK.variables.values():
        assert list(published_tables(figures, BANK.name, variable, language="nb")) == []


@pytest.mark.feature(492)
def test_variables_are_narrowed_by_theme_and_age_together() -> None:
    """Ages come in their order, and what has none can be asked for."""
    granted = [GrantedDatabank(BANK, "1.0.0", tuple(BANK.variables.values()))]
    found = choices_of(granted, "nb")
    names = [name for name, _ in found.ages]
    assert names.index("U6") < names.index("M12") < names.index("A4")
    assert names[-1] == NO_AGE
    assert dict(found.themes)[BANK.variables["AMMESTATUS_U6"].theme]

    def shown(**wanted: str) -> set[str]:
        return {each.name for theme in themes_of(granted, "nb", Wanted(**wanted)) for each in theme.variables}

    theme = BANK.variables["AMMESTATUS_U6"].theme
    assert "AMMESTATUS_U6" in shown(theme=theme, age="U6")
    assert {BANK.variables[name].occasion for name in shown(age="U6")} == {"U6"}
    assert {BANK.variables[name].occasion for name in shown(age=NO_AGE)} == {None}
    assert shown(theme=theme, age="U6") == shown(theme=theme) & shown(age="U6")
    assert shown(source="no.other") == set()


@pytest.mark.feature(487)
def test_every_shipped_code_list_can_be_laid_out_in_time() -> None:
    """A bar begins and ends within the picture; the list of tobacco habits changed in 2020."""
    lists = {variable.code_list for variable in BANK.variables.values() if variable.code_list}
    changed = 0
    for code_list in lists:
        found = timeline_of(code_list, "nn", today=date(2026, 6, 1))
        assert len(found.rows) == len(code_list.codes)
        assert found.first < found.last
        changed += "1. januar 2020" in found.changes
    assert changed


def test_what_changes_is_imported_at_a_date() -> None:
    fixed = next(each for each in BANK.variables.values() if each.temporality.value == "FIXED")
    other = next(each for each in BANK.variables.values() if each.temporality.value == "EVENT")
    assert import_line(fixed) == f"import db/{fixed.name} as {fixed.name.lower()}"
    assert "ÅÅÅÅ-MM-DD" in import_line(other)

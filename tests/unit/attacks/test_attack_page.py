"""The page of attacks: what earlier runs found stays, and every attack is told of in every language."""

from __future__ import annotations

import json
from datetime import date

import pytest

from folkekommune.attacks import attacks
from folkekommune.attacks.a22 import stored, written
from folkekommune.attacks.figure import Figure
from folkekommune.attacks.page import PAGES, by_number, write_pages
from folkekommune.texts import LANGUAGES, catalogue

TODAY = date(2026, 11, 22)


def figure(name: str, *, judged: float = 0.5, without: float = 0.8) -> Figure:
    return Figure(
        name, 0.5, "accuracy", "rule", "<= 0.55", (), (0.45, judged), judged=judged, without_defence=without
    )


@pytest.fixture
def folder(tmp_path):
    for name in PAGES.values():
        (tmp_path / name).write_text("# Before\n\n<!-- table: begin -->\nold\n<!-- table: end -->\nafter\n")
    return tmp_path


def table(folder, language: str) -> list[list[str]]:
    text = (folder / PAGES[language]).read_text("utf-8")
    assert text.startswith("# Before\n")
    assert text.endswith("<!-- table: end -->\nafter\n")
    assert "old" not in text
    return [line.split(" | ") for line in text.splitlines() if line.startswith("| A")]


def test_a_later_run_replaces_its_own_rows_and_keeps_the_others(folder) -> None:
    write_pages(folder, [figure("A2"), figure("A10")], quick=True, today=TODAY)
    write_pages(folder, [figure("A2", judged=0.7)], quick=False, today=TODAY)
    rows = table(folder, "en")
    assert [row[0] for row in rows] == ["| A2", "| A10"]
    assert ["**broken**" in row for row in rows] == [True, False]
    assert ["full" in row[-1] for row in rows] == [True, False]
    assert list(json.loads((folder / "attacks.json").read_text("utf-8"))) == ["A2", "A10"]


def test_a_figure_that_is_under_its_limit_without_the_defence_says_nothing(folder) -> None:
    write_pages(folder, [figure("A2", without=0.5)], quick=True, today=TODAY)
    assert "says nothing" in table(folder, "en")[0]
    assert "sier ingenting" in table(folder, "nb")[0]


def test_writing_the_same_again_changes_nothing(folder) -> None:
    write_pages(folder, [figure("A2")], quick=True, today=TODAY)
    before = [(folder / name).read_text("utf-8") for name in PAGES.values()]
    write_pages(folder, [figure("A2")], quick=True, today=TODAY)
    assert [(folder / name).read_text("utf-8") for name in PAGES.values()] == before


def test_attacks_are_ordered_by_their_numbers() -> None:
    assert sorted(["A10", "A2b", "A1", "A2"], key=by_number) == ["A1", "A2", "A2b", "A10"]


@pytest.mark.parametrize("name", sorted(attacks(), key=by_number))
def test_every_attack_is_told_of_in_every_language(name: str) -> None:
    for code in (f"attacks.{name.lower()}", f"attacks.off-{name.lower()}"):
        assert all(catalogue()[code][language] for language in LANGUAGES)


def test_the_best_attack_of_the_search_is_read_as_it_was_written() -> None:
    best = stored()
    assert len(best) == 10
    assert [dict(vars(kind)) for kind in best] == json.loads(written(best))

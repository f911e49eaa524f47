"""Results as semicolon-separated values and as Markdown: figures for spreadsheets, labels stay labels."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from folkekommune.disclosure.gate import refuse
from folkekommune.disclosure.policy import load_policy
from folkekommune.rendering import markdown, separated
from folkekommune.rendering.grid import Grid


@pytest.fixture
def drawn(monkeypatch):
    """Lay a result out as these rectangles, and write it."""

    def write(module, *grids: Grid) -> str:
        monkeypatch.setattr(module, "laid_out", lambda *_: grids)
        monkeypatch.setattr(module, "protection_sentences", lambda *_: ["Protected."])
        result = SimpleNamespace(protection=None)
        give = separated.result_separated if module is separated else markdown.result_markdown
        return give(result, "nb")

    return write


PLAIN = Grid(("sex", "people", "mean"), (("girl", "1\u00a0204", "−3,25"), ("boy", "0–4", "-")), 1)


def test_thousands_are_not_divided_and_signs_are_plain(drawn):
    assert drawn(separated, PLAIN).splitlines() == [
        "sex;people;mean",
        "girl;1204;-3,25",
        "boy;0–4;-",
        "",
        "Protected.",
    ]


def test_a_label_is_no_formula_and_no_new_column(drawn):
    grid = Grid(("=HYPERLINK(1)", "n"), (("a;b", "1"), ("@x", "2"), ('say "no"', "3")), 1)
    lines = drawn(separated, grid).splitlines()
    assert lines[:4] == ["'=HYPERLINK(1);n", '"a;b";1', "'@x;2", '"say ""no""";3']


def test_several_tables_follow_one_another_with_their_titles(drawn):
    titled = Grid(("", "n"), (("a", "1"),), 1, title="Tests")
    assert drawn(separated, PLAIN, titled).splitlines()[3:6] == ["", "Tests", ";n"]


def test_markdown_keeps_bars_in_their_cells(drawn):
    grid = Grid(("a|b", "n"), (("x", "1"),), 1, title="Title")
    assert drawn(markdown, grid) == "**Title**\n\n| a\\|b | n |\n| --- | ---: |\n| x | 1 |\n\nProtected."


def test_a_refusal_says_why():
    refusal = refuse(load_policy(), "population.floor", floor=300)
    assert "300" in separated.result_separated(refusal, "nb")
    assert "300" in markdown.result_markdown(refusal, "en")


def test_a_spreadsheet_gets_the_hyphen_that_it_knows_as_minus(drawn):
    rows = (("−2", "1\u00a0204", "−0,4 (−1,0 til 0,2)"), ("A − B", "7", "−"))
    grid = Grid(("z", "people", "estimate"), rows, 1)
    assert drawn(separated, grid).splitlines()[:3] == [
        "z;people;estimate",
        "-2;1204;'-0,4 (-1,0 til 0,2)",
        "A − B;7;-",
    ]

"""Signs from word processors are understood where they are meant as code, and it is said."""

from __future__ import annotations

import pytest

from folkekommune.script import ast
from folkekommune.script.parser import parse


def codes(text: str) -> list[tuple[int, int, str]]:
    """Give line, column and code of the notices; there must be no faults."""
    parsed = parse(text)
    assert parsed.faults == ()
    return [(each.line, each.column, each.code.removeprefix("script.")) for each in parsed.notices]


@pytest.mark.parametrize("quoted", ["‘1’", "’1’", "‚1‘", "“1”", "„1“", "«1»", "”1”", "‘1'", '“1"'])
def test_curly_quotes_are_read_as_straight_ones(quoted: str) -> None:
    assert codes(f"keep if a == {quoted}") == [(1, 14, "curly-quotes")]
    (command,) = parse(f"keep if a == {quoted}").script.statements
    assert [node.value for node in ast.walk(command) if isinstance(node, ast.String)] == ["1"]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2009", "\ufeff", "\u200b"])
def test_hard_blanks_are_blanks(blank: str) -> None:
    assert codes(f"use a\nuse{blank}b") == [(2, 4, "odd-blanks")]


def test_long_dashes_are_minus_signs() -> None:
    assert codes("import a/B 2020–01–01 as c") == [(1, 16, "long-dashes")]
    assert codes("generate x = a − 1") == [(1, 16, "long-dashes")]


def test_one_notice_a_line_and_kind() -> None:
    assert codes("keep if inlist(a, ‘1’, ‘2’)\u00a0& b == ‘3’") == [
        (1, 19, "curly-quotes"),
        (1, 28, "odd-blanks"),
    ]


def test_texts_keep_their_signs() -> None:
    assert codes("define-labels l 1 'Ola’s «barn» – nå'") == []
    (command,) = parse("define-labels l 1 'Ola’s «barn» – nå'").script.statements
    assert [node.value for node in ast.walk(command) if isinstance(node, ast.String)] == ["Ola’s «barn» – nå"]


def test_a_text_in_curly_quotes_keeps_straight_ones_of_the_other_kind() -> None:
    (command,) = parse("define-labels l 1 “Ola's”").script.statements
    assert [node.value for node in ast.walk(command) if isinstance(node, ast.String)] == ["Ola's"]


def test_comments_and_textblocks_are_left_alone() -> None:
    assert codes("use a // «nei» – takk\ntextblock\n«ja»\u00a0–\nendblock") == []


def test_letters_pasted_in_two_parts_are_one() -> None:
    (command,) = parse("use a\u030arsdata").script.statements
    assert [node.text for node in ast.walk(command) if isinstance(node, ast.Name)] == ["årsdata"]

"""What cannot be read is told at its place, all of it at once, with a correction where one is likely."""

from __future__ import annotations

import pytest

from folkekommune.script.parser import parse


def told(text: str) -> list[tuple[int, int, int, str, str | None]]:
    """Give line, column, end, code and suggestion of every fault."""
    found = parse(text).faults
    return [
        (each.line, each.column, each.span.end_column, each.code.removeprefix("script."), each.suggestion)
        for each in found
    ]


ONE = [
    ("tabulat x", (1, 8), "unknown-command-nearest", "tabulate"),
    ("  gen x = 1", (3, 6), "unknown-command-nearest", "generate"),
    ("Tabulate x", (1, 9), "unknown-command-nearest", "tabulate"),
    ("xyzzy a", (1, 6), "unknown-command", None),
    ("generate x = 1 if a = 1", (21, 22), "single-equals", "=="),
    ("generate x == 1", (12, 14), "double-equals", "="),
    ("keep if a == 1 and b == 2", (16, 19), "wrong-sign", "&"),
    ("keep if a == 1 ELLER b == 2", (16, 21), "wrong-sign", "|"),
    ("keep if not a", (9, 12), "wrong-sign", "!"),
    ("keep if a && b", (11, 13), "wrong-sign", "&"),
    ("keep if a || b", (11, 13), "wrong-sign", "|"),
    ("keep if a <> 1", (11, 13), "wrong-sign", "!="),
    ("keep if a => 1", (11, 13), "wrong-sign", ">="),
    ("keep if a === 1", (11, 14), "wrong-sign", "=="),
    ("keep if 1 < a < 3", (15, 16), "chained-comparison", None),
    ("generate x = (1 + 2", (14, 15), "parenthesis-open", None),
    ("keep if inlist(a, (1)", (15, 16), "parenthesis-open", None),
    ("generate x = 1 + 2)", (19, 20), "parenthesis-closed", None),
    ("generate x =", (13, 14), "unfinished", None),
    ("tabulate x,", (12, 13), "unfinished", None),
    ("keep if a & \\", (12, 13), "unfinished", None),
    ("generate x = 'abc", (14, 18), "quote-open", None),
    ("tabulate x, missing, freq", (20, 21), "second-comma", ""),
    ("tabulate x, missing if y == 1", (21, 23), "if-after-options", None),
    ("keep if a == 1 if b == 2", (16, 18), "second-if", None),
    ("use 2data", (5, 10), "name-begins-with-digit", None),
    ("generate x = 1234567890123456", (14, 30), "number-too-long", None),
    ("generate x = 0.1234567890123456", (14, 32), "number-too-long", None),
    ("tabulate x;", (11, 12), "semicolon", ""),
    ("/* hei */", (1, 3), "foreign-comment", "//"),
    ("* hei", (1, 2), "foreign-comment", "//"),
    ("import a/B 2021-02-30 as c", (12, 22), "impossible-date", None),
    ("generate x = a { b", (16, 17), "unexpected", None),
    ("end", (1, 4), "end-alone", None),
    ("endblock", (1, 9), "endblock-alone", None),
    ("for i in 1 : 3", (1, 15), "loop-open", None),
    ("textblock", (1, 10), "textblock-open", None),
]


@pytest.mark.parametrize(("line", "columns", "code", "suggestion"), ONE, ids=[each[0] for each in ONE])
def test_a_fault_stands_where_it_is(
    line: str, columns: tuple[int, int], code: str, suggestion: str | None
) -> None:
    assert told(f"use a\n{line}") == [(2, *columns, code, suggestion)]


def test_all_faults_of_a_script_are_found() -> None:
    text = "tabulat x\nuse a\ngenerate y = (1\nkeep if a = 1\nfor i in 1 2\nfor j in 1 2\nend\nend"
    assert [(line, code) for line, _, _, code, _ in told(text)] == [
        (1, "unknown-command-nearest"),
        (3, "parenthesis-open"),
        (4, "single-equals"),
        (6, "loop-in-loop"),
        (8, "end-alone"),
    ]


def test_a_fault_in_a_continued_line_stands_on_the_line_it_is_on() -> None:
    assert told("recode x (1 = 2) \\\n  (3 = 4} \\\n  (5 = 6)")[0][:2] == (2, 9)


def test_what_can_be_read_is_read() -> None:
    statements = parse("tabulat x\nuse a\nuse (\nuse b").script.statements
    assert [type(each).__name__ for each in statements] == ["Unreadable", "Command", "Unreadable", "Command"]


def test_deep_nesting_is_a_fault_and_no_crash() -> None:
    assert [code for *_, code, _ in told("generate x = " + "(" * 5000 + "1" + ")" * 5000)] == []
    assert [code for *_, code, _ in told("generate x = " + "abs(" * 500 + "1" + ")" * 500)] == ["too-deep"]
    assert [code for *_, code, _ in told("generate x = " + "1 + " * 500 + "1")] == ["too-deep"]


def test_a_long_list_of_alternatives_is_not_deep() -> None:
    assert told("keep if " + " | ".join(f"a == {number}" for number in range(400))) == []

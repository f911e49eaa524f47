"""A tree written as text: tidy, with its comments, and with no more parentheses than are needed."""

from __future__ import annotations

import pytest

from folkekommune.script.formatting import LONGEST_LINE, format_script
from folkekommune.script.parser import parse


def tidy(text: str) -> str:
    return format_script(parse(text).script)


LINES = [
    ("generate   x=1   if a==1&b>2", "generate x = 1 if a == 1 & b > 2"),
    ("barchart(mean)x,over(y)", "barchart (mean) x, over(y)"),
    ("collapse (mean) a->b(count)c , by( d )", "collapse (mean) a -> b (count) c, by(d)"),
    ('recode x (1 / 3=1 "lav")(*=2)', "recode x (1/3 = 1 'lav') (* = 2)"),
    ('define-labels l 1 "Ola\'s" 2 "to"', "define-labels l 1 \"Ola's\" 2 'to'"),
    ("generate x = ((a + b)) * (c)", "generate x = (a + b) * c"),
    ("generate x = a - (b - c) - d", "generate x = a - (b - c) - d"),
    ("generate x = (-2) ^ 2", "generate x = (-2) ^ 2"),
    ("generate x = (a ^ b) ^ c ^ d", "generate x = (a ^ b) ^ c ^ d"),
    ("keep if !(a == 1) & !(b | c)", "keep if !(a == 1) & !(b | c)"),
    ("keep if (a | b) & c | d", "keep if (a | b) & c | d"),
    ("drop a++$y b ++ $y-2000", "drop a ++ $y b ++ $y - 2000"),
    ("generate x = .5 + 1000000.0", "generate x = 0.5 + 1000000.0"),
    (
        "regress y i.a ## c.b , control(i.d,i.e) mfx margins( )",
        "regress y i.a##c.b, control(i.d, i.e) mfx margins()",
    ),
    ("for i,j in 1:3,a b;k in x\nend", "for i, j in 1 : 3, a b; k in x"),
    ("tabulat x  (", "tabulat x  ("),
    ("for i in  1 2", "for i in  1 2"),
    ("end  // what", "end  // what"),
    ("endblock", "endblock"),
    ("recode x (min/max=1)", "recode x (min/max = 1)"),
]


@pytest.mark.parametrize(("written", "expected"), LINES, ids=[written for written, _ in LINES])
def test_lines_are_tidied(written: str, expected: str) -> None:
    assert tidy(written).splitlines()[0] == expected


def test_comments_blank_lines_and_blocks_keep_their_place() -> None:
    text = (
        "# Title\n\n\nuse a//beside\n   // between\nuse   b\ntextblock\n  any  thing\nendblock\n"
        "for i in 1 2\nuse $i // inside\n// last inside\nend\n\n// the end\n"
    )
    assert tidy(text) == (
        "// Title\n\nuse a  // beside\n// between\nuse b\ntextblock\n  any  thing\nendblock\n"
        "for i in 1 2\n    use $i  // inside\n    // last inside\nend\n\n// the end\n"
    )


def test_long_commands_go_on_with_a_backslash() -> None:
    labels = " ".join(f"{number} 'Kategori nummer {number}'" for number in range(20))
    text = tidy(f"define-labels liste {labels}")
    lines = text.splitlines()
    assert all(len(line) <= LONGEST_LINE for line in lines)
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert parse(text).script == parse(f"define-labels liste {labels}").script


def test_tidy_text_stays_as_it_is() -> None:
    text = "// a\nuse b\n\ntabulate c d if e == 'f', rowpct summarize(g)\n"
    assert tidy(text) == text
    assert tidy("") == ""

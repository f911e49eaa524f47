"""What is written becomes the tree it means. The trees are written by hand, as nested lists."""

from __future__ import annotations

from dataclasses import fields

import pytest

from folkekommune.script import ast
from folkekommune.script.parser import parse


def outline(node: object) -> object:
    """Show a tree as nested tuples: class name, then what it holds; leaves as plain values."""
    match node:
        case ast.Name(text) | ast.Word(text):
            return text
        case ast.Number(value):
            return value
        case ast.String(value):
            return f"'{value}'"
        case ast.Reference(name):
            return f"${name}"
        case ast.Node():
            held = [getattr(node, each.name) for each in fields(node) if each.compare]
            return (type(node).__name__, *(outline(each) for each in held))
        case tuple():
            return [outline(each) for each in node]
        case None | str() | int() | float():
            return node
        case _:
            return str(node)


def command(line: str) -> ast.Command:
    """Read one command that is without faults."""
    parsed = parse(line)
    assert parsed.faults == ()
    (statement,) = parsed.script.statements
    assert isinstance(statement, ast.Command)
    return statement


def arguments(line: str) -> object:
    return outline(command(line).arguments)


def assigned(line: str) -> object:
    return outline(command(f"generate x = {line}").assigned)


ARGUMENTS = [
    ("create-dataset barn", ["barn"]),
    (
        "require no.folkekommune.helseprofil:1 as hp",
        [("DatabankVersion", "no.folkekommune.helseprofil", "1"), "as", "hp"],
    ),
    ("require no.fhi.npr:DRAFT as npr", [("DatabankVersion", "no.fhi.npr", "DRAFT"), "as", "npr"]),
    ("require no.fhi.npr as npr", [("DatabankVersion", "no.fhi.npr", None), "as", "npr"]),
    (
        "import hp/BOSTED 2021-01-01 as bosted",
        [("RegisterVariable", "hp", "BOSTED"), ("Date", "2021-01-01"), "as", "bosted"],
    ),
    (
        "import-event hp/BOSTED 2018-01-01 to 2018-12-31 as bosted",
        [
            ("RegisterVariable", "hp", "BOSTED"),
            ("Date", "2018-01-01"),
            "to",
            ("Date", "2018-12-31"),
            "as",
            "bosted",
        ],
    ),
    ("merge andel n into barn on bydel", ["andel", "n", "into", "barn", "on", "bydel"]),
    (
        "collapse (mean) vekt -> snitt (count) vekt -> antall, by(bydel)",
        [
            ("Group", ["mean"], None),
            ("Renaming", "vekt", "snitt"),
            ("Group", ["count"], None),
            ("Renaming", "vekt", "antall"),
        ],
    ),
    ("collapse(mean) vekt", [("Group", ["mean"], None), "vekt"]),
    ("barchart(percent) søvn", [("Group", ["percent"], None), "søvn"]),
    (
        "recode x (1/3 5 = 1 'lav') (min/-2 = 2) (* = 9 Annet missing) (missing = .)",
        [
            "x",
            ("Group", [("Interval", 1, 3), 5], [1, "'lav'"]),
            ("Group", [("Interval", "min", -2)], [2]),
            ("Group", [("Star",)], [9, "Annet", "missing"]),
            ("Group", ["missing"], [("Missing",)]),
        ],
    ),
    (
        "define-labels l 1 Mann -1 'Ikke kjent' '0301' Nord-Norge",
        ["l", 1, "Mann", -1, "'Ikke kjent'", "'0301'", "Nord-Norge"],
    ),
    ("ivregress lønn mann (formue = alder)", ["lønn", "mann", ("Group", ["formue"], ["alder"])]),
    (
        "regress y i.a##c.b c.d#i.e alder",
        [
            "y",
            ("Interaction", "##", ("Factor", "i", "a"), ("Factor", "c", "b")),
            ("Interaction", "#", ("Factor", "c", "d"), ("Factor", "i", "e")),
            "alder",
        ],
    ),
    ("sample 0.1 12345", [0.1, 12345]),
    ("help create-dataset", ["create-dataset"]),
    ("coefplot regress-panel y x", ["regress-panel", "y", "x"]),
    ("drop a++$y b++$y", [("Concatenation", ["a", "$y"]), ("Concatenation", ["b", "$y"])]),
    (
        "import f/X date_fmt($y) as inc ++ $y - 2000 ++ '_2'",
        [
            ("RegisterVariable", "f", "X"),
            ("Call", "date_fmt", ["$y"]),
            "as",
            ("Concatenation", ["inc", ("Arithmetic", "-", "$y", 2000), "'_2'"]),
        ],
    ),
    ("summarize START@x date@panel", ["START@x", "date@panel"]),
]


@pytest.mark.parametrize(("line", "expected"), ARGUMENTS, ids=[line for line, _ in ARGUMENTS])
def test_arguments_of_any_command_are_read_by_one_grammar(line: str, expected: object) -> None:
    assert arguments(line) == expected


EXPRESSIONS = [
    ("1 + 2 * 3", ("Arithmetic", "+", 1, ("Arithmetic", "*", 2, 3))),
    ("8 - 3 - 2", ("Arithmetic", "-", ("Arithmetic", "-", 8, 3), 2)),
    ("2 ^ 3 ^ 2", ("Arithmetic", "^", 2, ("Arithmetic", "^", 3, 2))),
    ("(1 + 2) * 3", ("Arithmetic", "*", ("Arithmetic", "+", 1, 2), 3)),
    ("-a + 1", ("Arithmetic", "+", ("Minus", "a"), 1)),
    (".", ("Missing",)),
    ("a > 1 & b == 2", ("Conjunction", [("Comparison", ">", "a", 1), ("Comparison", "==", "b", 2)])),
    (
        "a | b & !c == 1 | d",
        ("Disjunction", ["a", ("Conjunction", ["b", ("Negation", ("Comparison", "==", "c", 1))]), "d"]),
    ),
    ("a/b", ("Arithmetic", "/", "a", "b")),
    ('inlist("0", a, b)', ("Call", "inlist", ["'0'", "a", "b"])),
    ("pi()", ("Call", "pi", [])),
    ("sysmiss(x) == 0", ("Comparison", "==", ("Call", "sysmiss", ["x"]), 0)),
    (
        'siv_ ++ $y + 2 == "1"',
        ("Comparison", "==", ("Concatenation", ["siv_", ("Arithmetic", "+", "$y", 2)]), "'1'"),
    ),
    ("date(2010,01,01)", ("Call", "date", [2010, 1, 1])),
]


@pytest.mark.parametrize(("written", "expected"), EXPRESSIONS, ids=[written for written, _ in EXPRESSIONS])
def test_operators_bind_as_the_language_says(written: str, expected: object) -> None:
    assert assigned(written) == expected


def test_the_parts_of_a_command_are_kept_apart() -> None:
    read = command(
        "tabulate a b if inrange(a, 1, 2) & b != '1', rowpct summarize(w) margins() rowsort('1', 201905)"
    )
    assert outline(read.arguments) == ["a", "b"]
    assert outline(read.condition) == (
        "Conjunction",
        [("Call", "inrange", ["a", 1, 2]), ("Comparison", "!=", "b", "'1'")],
    )
    assert outline(read.options) == [
        ("Option", "rowpct", None),
        ("Option", "summarize", ["w"]),
        ("Option", "margins", []),
        ("Option", "rowsort", ["'1'", 201905]),
    ]


def test_a_condition_follows_a_value() -> None:
    read = command("generate voksen = 1 if alder >= 18")
    assert outline(read.arguments) == ["voksen"]
    assert outline(read.assigned) == 1
    assert outline(read.condition) == ("Comparison", ">=", "alder", 18)


def test_a_backslash_joins_lines() -> None:
    read = command("recode x (1 = 2) \\\n    (3 = 4) \\  // to be continued\n    (5 = 6)")
    assert len(read.arguments) == 4


def test_a_commented_out_line_does_not_break_a_continued_command() -> None:
    parsed = parse("recode x (1 = 2) \\\n// (3 = 4) \\\n(5 = 6)\nuse y")
    assert parsed.faults == ()
    assert [len(each.arguments) for each in parsed.script.statements if isinstance(each, ast.Command)] == [
        3,
        1,
    ]


def test_a_comment_without_backslash_ends_a_continued_command() -> None:
    parsed = parse("recode x (1 = 2) \\\n// (3 = 4)\nuse y")
    assert [each.word for each in parsed.script.statements if isinstance(each, ast.Command)] == [
        "recode",
        "use",
    ]


def test_comments_are_kept_beside_the_commands() -> None:
    parsed = parse("# Tittel\nuse a // hit\n// helt alene\n\nuse b\n")
    assert parsed.faults == ()
    assert [comment.text for comment in parsed.script.comments] == ["Tittel", "hit", "helt alene"]
    assert len(parsed.script.statements) == 2


def test_slashes_in_quotes_are_no_comment() -> None:
    assert arguments("define-labels l 1 'http://nav.no'") == ["l", 1, "'http://nav.no'"]


def test_a_textblock_may_hold_anything() -> None:
    parsed = parse("textblock\n# Tittel (åpen\n------\n'\nendblock\nuse a")
    assert parsed.faults == ()
    first, second = parsed.script.statements
    assert outline(first) == ("Textblock", "# Tittel (åpen\n------\n'")
    assert isinstance(second, ast.Command)


def test_a_textblock_that_lost_its_first_line_is_still_text() -> None:
    parsed = parse("Temakurs om søvn\n----------\nendblock\nuse a")
    assert parsed.faults == ()
    assert [each.code for each in parsed.notices] == ["script.textblock-lost"]
    assert outline(parsed.script.statements[0]) == ("Textblock", "Temakurs om søvn\n----------")


def test_a_loop_holds_the_commands_up_to_its_end() -> None:
    parsed = parse("for i, j in 2000 : 2002, a b c; k in 'x' y\n  use $i\n  use $k\nend\nuse z")
    assert parsed.faults == ()
    loop, after = parsed.script.statements
    assert outline(loop) == (
        "Loop",
        [
            ("Iteration", ["i", "j"], [("Values", [("Range", 2000, 2002)]), ("Values", ["a", "b", "c"])]),
            ("Iteration", ["k"], [("Values", ["'x'", "y"])]),
        ],
        [("Command", "use", ["$i"], None, None, []), ("Command", "use", ["$k"], None, None, [])],
    )
    assert isinstance(after, ast.Command)


def test_every_rule_of_the_grammar_with_a_node_makes_it() -> None:
    """The grammar and the tree name the same things: a class is made by a rule of its name."""
    script = """require a.b:1 as c
import c/D 2020-01-01 as e
help create-dataset
generate x = -a ^ 2 if !(b == 'c') & d | sysmiss(e) & . == f
recode x (1/2 * = 3)
collapse (mean) a -> b ++ $c, by(d)
regress y i.a#c.b
for i in 1 : 2
end
textblock
endblock
// comment
nonsense"""
    made = {type(node) for node in ast.walk(parse(script).script)}
    classes = {each for each in vars(ast).values() if isinstance(each, type) and issubclass(each, ast.Node)}
    assert made == classes - {ast.Node}

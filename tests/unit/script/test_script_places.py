"""Every node knows where it stands, also over continued lines."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.parser import parse
from folkekommune.script.places import Span


def text_at(text: str, span: Span) -> str:
    """Cut a span out of a text."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


SCRIPT = """// first
  generate søvn = 1 if a == 'æ' \\
      & inlist(b, 2)
tabulate x, summarize(w) // mean

recode v (1/3 = 2 'to')
"""


def nodes(kind: type[ast.Node]) -> list[str]:
    """Give the text of every node of a class, in order."""
    return [text_at(SCRIPT, node.span) for node in ast.walk(parse(SCRIPT).script) if isinstance(node, kind)]


def test_commands_begin_at_their_word_and_end_at_their_last_sign() -> None:
    generate, tabulate, recode = nodes(ast.Command)
    assert generate.startswith("generate søvn")
    assert generate.endswith("& inlist(b, 2)")
    assert tabulate == "tabulate x, summarize(w)"
    assert recode == "recode v (1/3 = 2 'to')"


def test_small_pieces_are_exactly_their_text() -> None:
    assert nodes(ast.Name) == ["søvn", "a", "b", "x", "w", "v"]
    assert nodes(ast.String) == ["'æ'", "'to'"]
    assert nodes(ast.Call) == ["inlist(b, 2)"]
    assert nodes(ast.Comparison) == ["a == 'æ'"]
    assert nodes(ast.Interval) == ["1/3"]
    assert nodes(ast.Group) == ["(1/3 = 2 'to')"]
    assert nodes(ast.Option) == ["summarize(w)"]
    assert nodes(ast.Comment) == ["// first", "// mean"]


def test_the_line_counts_from_the_beginning_of_the_script() -> None:
    assert [statement.span.line for statement in parse(SCRIPT).script.statements] == [2, 4, 6]


def test_a_loop_reaches_to_its_end() -> None:
    (loop,) = parse("for i in 1 2\n  use a\nend").script.statements
    assert (loop.span.line, loop.span.end_line, loop.span.end_column) == (1, 3, 4)


def test_windows_line_ends_change_nothing() -> None:
    (first, second) = parse("use a\r\n  use b\r\n").script.statements
    assert (second.span.line, second.span.column, second.span.end_column) == (2, 3, 8)
    assert first.span.end_column == 6

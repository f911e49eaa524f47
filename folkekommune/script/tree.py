"""Make the syntax tree of one logical line from lark's tree: one method a grammar rule."""

from __future__ import annotations

from datetime import date
from typing import Any

from lark import Token, Transformer_NonRecursive, Tree, v_args
from lark.tree import Meta

from folkekommune.script import ast
from folkekommune.script.places import Span


@v_args(meta=True)
class TreeMaker(Transformer_NonRecursive[Token, ast.Node]):  # type: ignore[misc]  # lark is not followed
    """Turn lark's tree into nodes, with the lines counted from the beginning of the script.

    A date that is not in the calendar is remembered in ``impossible_dates``.
    """

    def __init__(self, first_line: int) -> None:
        super().__init__()
        self.impossible_dates: list[Span] = []
        self._before = first_line - 1

    def _at(self, place: Meta | Token) -> Span:
        return Span(
            self._before + (place.line or 1),
            place.column or 1,
            self._before + (place.end_line or 1),
            place.end_column or 1,
        )

    # --- statements

    def command(self, meta: Meta, found: list[Any]) -> ast.Command:
        """Read the one shape of all commands."""
        word, arguments, assigned, condition, options = found
        return ast.Command(
            str(word),
            tuple(arguments),
            assigned,
            condition,
            tuple(options or ()),
            span=self._at(meta),
            word_span=self._at(word),
        )

    def arguments(self, _meta: Meta, found: list[Any]) -> list[Any]:
        """Gather the arguments."""
        return found

    def assigned(self, _meta: Meta, found: list[Any]) -> Any:
        """Take the expression after ``=``."""
        return found[0]

    def condition(self, _meta: Meta, found: list[Any]) -> Any:
        """Take the expression after ``if``."""
        return found[0]

    def options(self, _meta: Meta, found: list[Any]) -> list[Any]:
        """Gather the options."""
        return found

    def option(self, meta: Meta, found: list[Any]) -> ast.Option:
        """Read an option: bare word, empty parentheses or arguments."""
        name, arguments = found
        return ast.Option(str(name), arguments, span=self._at(meta))

    def parameters(self, _meta: Meta, found: list[Any]) -> tuple[Any, ...]:
        """Gather the arguments of an option."""
        return _given(found)

    def loop(self, meta: Meta, found: list[Any]) -> ast.Loop:
        """Read the head of a loop; its body is set by the parser."""
        return ast.Loop(tuple(found), span=self._at(meta))

    def iteration(self, meta: Meta, found: list[Any]) -> ast.Iteration:
        """Read one part of a loop's head."""
        names = tuple(part for part in found if isinstance(part, ast.Name))
        lists = tuple(part for part in found if isinstance(part, ast.Values))
        return ast.Iteration(names, lists, span=self._at(meta))

    def values(self, meta: Meta, found: list[Any]) -> ast.Values:
        """Read one list of a loop."""
        return ast.Values(tuple(found), span=self._at(meta))

    def range(self, meta: Meta, found: list[Any]) -> ast.Range:
        """Read ``low : high``."""
        return ast.Range(found[0], found[1], span=self._at(meta))

    # --- arguments

    def renaming(self, meta: Meta, found: list[Any]) -> ast.Renaming:
        """Read ``old -> new``."""
        return ast.Renaming(found[0], found[1], span=self._at(meta))

    def group(self, meta: Meta, found: list[Any]) -> ast.Group:
        """Read parentheses among arguments."""
        items, result = found
        return ast.Group(items, result, span=self._at(meta))

    def items(self, _meta: Meta, found: list[Any]) -> tuple[Any, ...]:
        """Gather what stands before ``=`` in parentheses."""
        return tuple(found)

    def result(self, _meta: Meta, found: list[Any]) -> tuple[Any, ...]:
        """Gather what stands after ``=`` in parentheses."""
        return tuple(found)

    def interval(self, meta: Meta, found: list[Any]) -> ast.Interval:
        """Read ``low/high``."""
        return ast.Interval(found[0], found[1], span=self._at(meta))

    def star(self, meta: Meta, _found: list[Any]) -> ast.Star:
        """Read ``*``."""
        return ast.Star(span=self._at(meta))

    def register_variable(self, meta: Meta, found: list[Any]) -> ast.RegisterVariable:
        """Read ``alias/NAME``."""
        alias, name = str(found[0]).split("/")
        return ast.RegisterVariable(alias, name, span=self._at(meta))

    def databank_version(self, meta: Meta, found: list[Any]) -> ast.DatabankVersion:
        """Read ``databank:version``."""
        databank, _, version = str(found[0]).partition(":")
        return ast.DatabankVersion(databank, version or None, span=self._at(meta))

    def word(self, meta: Meta, found: list[Any]) -> ast.Word:
        """Read a bare word with hyphens."""
        return ast.Word(str(found[0]), span=self._at(meta))

    def negative(self, meta: Meta, found: list[Any]) -> ast.Number:
        """Read a number with its sign."""
        return ast.Number(-_number(found[1]), span=self._at(meta))

    def factor(self, meta: Meta, found: list[Any]) -> ast.Factor:
        """Read ``i.name`` or ``c.name``."""
        return ast.Factor(str(found[0])[0], found[1], span=self._at(meta))

    def interaction(self, meta: Meta, found: list[Any]) -> ast.Interaction:
        """Read ``left#right`` or ``left##right``."""
        left, operator, right = found
        return ast.Interaction(str(operator), left, right, span=self._at(meta))

    # --- expressions

    def disjunction(self, meta: Meta, found: list[Any]) -> ast.Disjunction:
        """Read ``a | b``."""
        return ast.Disjunction(tuple(found), span=self._at(meta))

    def conjunction(self, meta: Meta, found: list[Any]) -> ast.Conjunction:
        """Read ``a & b``."""
        return ast.Conjunction(tuple(found), span=self._at(meta))

    def negation(self, meta: Meta, found: list[Any]) -> ast.Negation:
        """Read ``!a``."""
        return ast.Negation(found[0], span=self._at(meta))

    def comparison(self, meta: Meta, found: list[Any]) -> ast.Comparison:
        """Read ``a == b`` and its like."""
        left, operator, right = found
        return ast.Comparison(str(operator), left, right, span=self._at(meta))

    def concatenation(self, meta: Meta, found: list[Any]) -> ast.Concatenation:
        """Read ``a ++ b``."""
        return ast.Concatenation(tuple(found), span=self._at(meta))

    def arithmetic(self, meta: Meta, found: list[Any]) -> ast.Arithmetic:
        """Read ``a + b`` and its like."""
        left, operator, right = found
        return ast.Arithmetic(str(operator), left, right, span=self._at(meta))

    def minus(self, meta: Meta, found: list[Any]) -> ast.Minus:
        """Read ``-a``."""
        return ast.Minus(found[1], span=self._at(meta))

    def call(self, meta: Meta, found: list[Any]) -> ast.Call:
        """Read ``function(argument, …)``."""
        return ast.Call(str(found[0]), _given(found[1:]), span=self._at(meta))

    # --- the smallest pieces

    def name(self, meta: Meta, found: list[Any]) -> ast.Name:
        """Read a name."""
        return ast.Name(str(found[0]), span=self._at(meta))

    def number(self, meta: Meta, found: list[Any]) -> ast.Number:
        """Read a number."""
        return ast.Number(_number(found[0]), span=self._at(meta))

    def string(self, meta: Meta, found: list[Any]) -> ast.String:
        """Read a text in quotes."""
        return ast.String(str(found[0])[1:-1], span=self._at(meta))

    def date(self, meta: Meta, found: list[Any]) -> ast.Date:
        """Read a date."""
        span = self._at(meta)
        try:
            return ast.Date(date.fromisoformat(str(found[0])), span=span)
        except ValueError:
            self.impossible_dates.append(span)
            return ast.Date(date.min, span=span)

    def missing(self, meta: Meta, _found: list[Any]) -> ast.Missing:
        """Read ``.``."""
        return ast.Missing(span=self._at(meta))

    def reference(self, meta: Meta, found: list[Any]) -> ast.Reference:
        """Read ``$name``."""
        return ast.Reference(str(found[0])[1:], span=self._at(meta))


def depth(tree: Tree[Token]) -> int:
    """Measure how deep a tree is, without recursion."""
    deepest = 0
    waiting: list[tuple[Tree[Token], int]] = [(tree, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in current.children if isinstance(child, Tree))
    return deepest


def _number(written: Token) -> int | float:
    return float(written) if "." in written else int(written)


def _given(found: list[Any]) -> tuple[Any, ...]:
    return tuple(part for part in found if part is not None)

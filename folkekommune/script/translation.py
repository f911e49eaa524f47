"""The same script for microdata.no: what only this language has is left out and told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from folkekommune.script import ast
from folkekommune.script.faults import Notice, notice
from folkekommune.script.formatting import format_script
from folkekommune.script.parser import parse
from folkekommune.script.words import EXTENSION_WORDS

_OWN_STATISTICS = frozenset({"p25", "p75"})


@dataclass(frozen=True)
class Translation:
    """A script for microdata.no, and the lines of the old one that have no counterpart there."""

    text: str
    without: tuple[Notice, ...]


def to_microdata(text: str) -> Translation:
    """Write a script for microdata.no.

    Commands have the same names there. What is switched on by ``configure folkekommune`` is left out.
    """
    script = parse(text).script
    without = sorted(_without(script.statements), key=lambda each: each.span)
    lines = {each.line for each in without}
    kept = tuple(
        _kept(statement, lines) for statement in script.statements if statement.span.line not in lines
    )
    comments = tuple(comment for comment in script.comments if comment.span.line not in lines)
    tidy = format_script(replace(script, statements=kept, comments=comments))
    return Translation(tidy, tuple(without))


def _kept(statement: ast.Statement, lines: set[int]) -> ast.Statement:
    if not isinstance(statement, ast.Loop):
        return statement
    return replace(statement, body=tuple(each for each in statement.body if each.span.line not in lines))


def _without(statements: tuple[ast.Statement, ...]) -> Iterator[Notice]:
    for statement in statements:
        match statement:
            case ast.Loop():
                yield from _without(statement.body)
            case ast.Unreadable():
                yield notice("translate-unreadable", statement.span)
            case ast.Command("configure") if _names(statement) & {"folkekommune"}:
                yield notice("translate-extension", statement.span)
            case ast.Command(word) if word in EXTENSION_WORDS:
                yield notice("translate-extension", statement.span)
            case ast.Command("collapse" | "aggregate") if own := _names(statement) & _OWN_STATISTICS:
                yield notice("translate-statistic", statement.span, name=", ".join(sorted(own)))


def _names(statement: ast.Command) -> set[str]:
    """Give the words of a command: names, options and statistics in parentheses."""
    names = {option.name for option in statement.options}
    for argument in statement.arguments:
        items = argument.items if isinstance(argument, ast.Group) else (argument,)
        grouped = isinstance(argument, ast.Group) or statement.word == "configure"
        names |= {item.text for item in items if grouped and isinstance(item, ast.Name)}
    return names

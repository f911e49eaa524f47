"""Write a command out in full: every ``$name``, ``++`` and binding procedure gives way to what it stands for.

After that nothing of a script is left open, and a command reads plain names, numbers, texts and dates.
Among arguments a text that could be a name becomes one, since a name is what is wanted there; within an
expression it stays a text.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

from folkekommune.script import ast
from folkekommune.script.bindings import PROCEDURES, Bindings, Symbol, Value, is_name, value_of
from folkekommune.script.faults import Refused, ScriptFault, fault, together

_Node = TypeVar("_Node", bound=ast.Node)


def expanded(command: ast.Command, bindings: Bindings) -> ast.Command:
    """Write out a command.

    :raises Refused: with everything in it that stands for nothing.
    """
    if not any(_stands_for_another(node) for node in ast.walk(command)):
        return command
    if command.word == "let":
        return command  # its own business: the only command that makes constants
    _check_joined(command)
    assigned = command.assigned
    (arguments, options), (written, condition) = together(
        lambda: together(
            lambda: _each(command.arguments, bindings, among_arguments=True),
            lambda: _each(command.options, bindings, among_arguments=True),
        ),
        lambda: together(
            lambda: None if assigned is None else _node(assigned, bindings, among_arguments=False),
            lambda: (
                None
                if command.condition is None
                else _node(command.condition, bindings, among_arguments=False)
            ),
        ),
    )
    return replace(command, arguments=arguments, options=options, assigned=written, condition=condition)


def _check_joined(command: ast.Command) -> None:
    """Refuse ``name$i``, which is meant as one name and would be two.

    :raises Refused: with the sign that joins them.
    """
    faults = []
    for before, after in pairwise(command.arguments):
        end = (before.span.end_line, before.span.end_column)
        if isinstance(after, ast.Reference) and end == (after.span.line, after.span.column):
            span = before.span.to(after.span)
            name = getattr(before, "text", "")
            suggestion = f"{name} ++ ${after.name}" if name else None
            faults.append(fault("join-missing", span, suggestion=suggestion))
    if faults:
        raise Refused(*faults)


def literal(value: Value, like: ast.Node, *, among_arguments: bool) -> ast.Node:
    """Write a value where a node stood."""
    span = like.span
    match value:
        case Symbol(name):
            return ast.Name(name, span=span)
        case date():
            return ast.Date(value, span=span)
        case str():
            named = among_arguments and isinstance(like, ast.Concatenation) and is_name(value)
            return ast.Name(value, span=span) if named else ast.String(value, span=span)
        case _ if value < 0 and not among_arguments:
            return ast.Minus(ast.Number(-value, span=span), span=span)
        case _:
            return ast.Number(value, span=span)


def _stands_for_another(node: ast.Node) -> bool:
    match node:
        case ast.Reference() | ast.Concatenation():
            return True
        case ast.Call(function):
            return function in PROCEDURES
        case _:
            return False


def _node(node: _Node, bindings: Bindings, *, among_arguments: bool) -> Any:
    constant = _stands_for_another(node) or (among_arguments and isinstance(node, ast.Arithmetic))
    if constant:
        return literal(value_of(node, bindings), node, among_arguments=among_arguments)
    changed: dict[str, Any] = {}
    faults: list[ScriptFault] = []
    lost = False
    for each in fields(node):
        part = getattr(node, each.name)
        try:
            if isinstance(part, ast.Node):
                changed[each.name] = _node(part, bindings, among_arguments=among_arguments)
            elif isinstance(part, tuple) and any(isinstance(one, ast.Node) for one in part):
                changed[each.name] = _each(part, bindings, among_arguments=among_arguments)
        except Refused as refused:
            faults.extend(refused.faults)
            lost = True
    if lost:
        raise Refused(*faults)
    return replace(node, **changed) if changed else node


def _each(nodes: tuple[_Node, ...], bindings: Bindings, *, among_arguments: bool) -> tuple[Any, ...]:
    done: list[Any] = []
    faults: list[ScriptFault] = []
    lost = False  # also by a binding whose own command is at fault, which tells nothing new
    for node in nodes:
        try:
            done.append(_node(node, bindings, among_arguments=among_arguments))
        except Refused as refused:
            faults.extend(refused.faults)
            lost = True
    if lost:
        raise Refused(*faults)
    return tuple(done)

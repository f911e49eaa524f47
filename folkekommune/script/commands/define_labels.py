"""Make a named code list: values and what is shown for each. Attach it with ``assign-labels``.

Values are numbers, or texts in quotes, not both. A label of one word needs no quotes. Defining a
list again replaces it from there on; variables that already have it keep the old one.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.labels import Labels, Value, same_in_all, written
from folkekommune.script.session import Session

NAME = "define-labels"
SYNTAX = ("define-labels LIST VALUE LABEL [VALUE LABEL …]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "define-labels janei 0 Nei 1 Ja"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Define a code list."""
    arguments = read(statement, SYNTAX)
    name = arguments.name()
    values: dict[Value, str] = {}
    faults: list[ScriptFault] = []
    while not values or arguments.peek() is not None:
        node, value = _value(arguments)
        label = _label(arguments)
        if value in values:
            faults.append(fault("value-twice", node.span))
        if values and isinstance(value, str) != isinstance(next(iter(values)), str):
            faults.append(fault("values-of-two-kinds", node.span))
        values[value] = label
    if faults:
        raise Refused(*faults)
    entries = tuple((value, same_in_all(label)) for value, label in values.items())
    return done(session.with_code_list(Labels(name.text, entries)), "done-define-labels", name=name.text)


def _value(arguments: Arguments) -> tuple[ast.Node, Value]:
    match arguments.next():
        case ast.Number(value) | ast.String(value) as node:
            return node, value
        case ast.Name(word) | ast.Word(word) as node:
            raise Refused(fault("value-needs-quotes", node.span, suggestion=f"'{word}'"))
        case other:
            raise Refused(arguments.misfit(other))


def _label(arguments: Arguments) -> str:
    match arguments.next():
        case ast.String(text) | ast.Name(text) | ast.Word(text):
            return text
        case ast.Number(value):
            return written(value)
        case other:
            raise Refused(arguments.misfit(other))

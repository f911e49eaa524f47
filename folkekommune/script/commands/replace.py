"""Give a variable new values where a condition holds; without ``if`` everywhere.

A number stays a number and a text a text. The variable keeps its labels.
"""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Assign, ColumnInfo
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.closed_values import as_codes, closed_values, union
from folkekommune.script.expressions import Typed, bind_edit
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.lookup import filled_set, readable
from folkekommune.script.session import Session

NAME = "replace"
SYNTAX = ("replace VAR = EXPRESSION [if CONDITION]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "replace vekt = . if vekt > 40"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Change a variable."""
    arguments = read(statement, SYNTAX, condition=True, assigned=True)
    name = arguments.name()
    arguments.end()
    working, dataset = filled_set(session, statement)
    _, edit = together(
        lambda: readable((name,), working, session), lambda: bind_edit(statement, working, dataset, session)
    )
    old = working.columns[name.text]
    _require_same_kind(name, statement, old, edit.value)
    codes = closed_values(edit.value.expression, edit.dataset.columns)
    if edit.where is not None:
        codes = union(codes, None if old.codes is None else frozenset(old.codes))
    step = Assign(name.text, edit.value.expression, edit.where, as_codes(codes))
    return done(session.with_set(working.with_dataset(edit.done(step))), "done-replace", name=name.text)


def _require_same_kind(name: ast.Name, statement: ast.Command, old: ColumnInfo, value: Typed) -> None:
    if value.type is None or statement.assigned is None:
        return
    was_text = old.type is ValueType.STRING
    if was_text != value.is_text:
        code = "replace-text-by-number" if was_text else "replace-number-by-text"
        raise Refused(fault(code, statement.assigned.span, name=name.text))

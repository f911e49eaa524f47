"""Give a variable new values where a condition holds; without ``if`` everywhere.

A number stays a number and a text a text, unless the variable is made of itself everywhere, as with
``string``. The variable keeps its labels as long as it keeps its kind.
"""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.query.columns import ColumnInfo
from folkekommune.query.steps import Assign
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
    changed = _changes_kind(old, edit.value)
    if changed and statement.assigned is not None and not _of_itself(name, statement):
        code = "replace-text-by-number" if old.type is ValueType.STRING else "replace-number-by-text"
        raise Refused(fault(code, statement.assigned.span, name=name.text))
    codes = closed_values(edit.value.expression, edit.dataset.columns)
    if edit.where is not None:
        codes = union(codes, None if old.codes is None else frozenset(old.codes))
    step = Assign(name.text, edit.value.expression, edit.where, as_codes(codes))
    replaced = working.with_dataset(edit.done(step))
    if changed:
        replaced = replaced.with_labels(name.text, None)
    return done(session.with_set(replaced), "done-replace", name=name.text)


def _changes_kind(old: ColumnInfo, value: Typed) -> bool:
    return value.type is not None and (old.type is ValueType.STRING) != value.is_text


def _of_itself(name: ast.Name, statement: ast.Command) -> bool:
    """Tell whether every value is made of the old one, so that none keeps its kind."""
    made = statement.assigned is not None and name in ast.walk(statement.assigned)
    return made and statement.condition is None

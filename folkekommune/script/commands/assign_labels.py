"""Attach a code list to a variable: tables then show its labels, in its order."""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.labels import Labels
from folkekommune.script.lookup import filled_set, readable
from folkekommune.script.nearest import nearest
from folkekommune.script.session import Session

NAME = "assign-labels"
SYNTAX = ("assign-labels VAR LIST",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "assign-labels fullammet janei"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Attach a code list."""
    arguments = read(statement, SYNTAX)
    node, list_node = arguments.name(), arguments.name()
    arguments.end()
    working, _ = filled_set(session, statement)
    (name,), labels = together(
        lambda: readable((node,), working, session), lambda: _code_list(list_node, session)
    )
    if labels.of_text != (working.columns[name].type is ValueType.STRING):
        code = "labels-are-texts" if labels.of_text else "labels-are-numbers"
        raise Refused(fault(code, list_node.span, name=name, labels=labels.name))
    labelled = working.with_labels(name, labels)
    return done(session.with_set(labelled), "done-assign-labels", name=name, labels=labels.name)


def _code_list(node: ast.Name, session: Session) -> Labels:
    if node.text in session.code_lists:
        return session.code_lists[node.text]
    if node.text in session.doubtful:
        raise Refused
    instead = nearest(node.text, session.code_lists)
    code = "unknown-labels-nearest" if instead else "unknown-labels"
    raise Refused(fault(code, node.span, suggestion=instead, name=node.text, nearest=instead or ""))

"""Attach a code list to a variable: tables then show its labels, in its order."""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.lookup import code_list, filled_set, readable
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
        lambda: readable((node,), working, session), lambda: code_list(list_node, session)
    )
    if labels.of_text != (working.columns[name].type is ValueType.STRING):
        code = "labels-are-texts" if labels.of_text else "labels-are-numbers"
        raise Refused(fault(code, list_node.span, name=name, labels=labels.name))
    labelled = working.with_labels(name, labels)
    return done(session.with_set(labelled), "done-assign-labels", name=name, labels=labels.name)

"""Show key figures of numeric variables: number of values, mean, standard deviation and percentiles.

All numeric variables if none is named.
"""

from __future__ import annotations

from folkekommune.catalogue.model import ValueType
from folkekommune.query.outputs import Summary
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.lookup import filled_set, readable
from folkekommune.script.session import Session, WorkingSet

NAME = "summarize"
SYNTAX = ("summarize [VAR …] [if CONDITION]",)
OPTIONS: dict[str, str] = {}
LATER = frozenset({"gini", "iqr"})
EXAMPLE = "summarize vekt hoyde if KJONN == 2"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for key figures."""
    nodes = read(statement, SYNTAX, condition=True).names()
    working, dataset = filled_set(session, statement)
    names, live = together(
        lambda: _numeric(nodes, statement, working, session),
        lambda: restricted(dataset, statement, working, session),
    )
    titles = {name: working.titles[name] for name in names if name in working.titles}
    return Effect(session, output=Summary(live, names), titles=titles)


def _numeric(
    nodes: tuple[ast.Name, ...], statement: ast.Command, working: WorkingSet, session: Session
) -> tuple[str, ...]:
    if not nodes:
        names = tuple(name for name, info in working.columns.items() if info.type.is_number)
        if not names:
            raise Refused(fault("no-numbers", statement.span, name=working.name))
        return names
    names = readable(nodes, working, session)
    texts = [node for node in nodes if working.columns[node.text].type is ValueType.STRING]
    if texts:
        raise Refused(*(fault("summarize-text", node.span, name=node.text) for node in texts))
    return names

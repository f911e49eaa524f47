"""Delete code lists. Variables that had one show their codes afterwards."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, ScriptFault
from folkekommune.script.labels import Labels
from folkekommune.script.lookup import code_list
from folkekommune.script.session import Session, WorkingSet

NAME = "drop-labels"
SYNTAX = ("drop-labels LIST [LIST …]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "drop-labels janei"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Delete code lists."""
    arguments = read(statement, SYNTAX)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    faults: list[ScriptFault] = []
    for node in nodes:
        try:
            code_list(node, session)
        except Refused as refused:
            faults.extend(refused.faults)
    if faults:
        raise Refused(*faults)
    gone = {node.text for node in nodes}
    lists = {name: labels for name, labels in session.code_lists.items() if name not in gone}
    mine = [session.code_lists[name] for name in gone if name in session.code_lists]
    sets = {name: _without(working, mine) for name, working in session.sets.items()}
    rest = replace(session, code_lists=lists, sets=sets)
    return done(rest, "done-drop-labels", names=", ".join(sorted(gone)))


def _without(working: WorkingSet, lists: list[Labels]) -> WorkingSet:
    labels = {name: labels for name, labels in working.labels.items() if labels not in lists}
    return replace(working, labels=labels)

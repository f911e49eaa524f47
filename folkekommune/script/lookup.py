"""Find data sets and variables by the names in a script, or say which one was likely meant."""

from __future__ import annotations

from collections.abc import Iterable

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Dataset
from folkekommune.script import ast
from folkekommune.script.expressions import unknown_variable
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.labels import Labels
from folkekommune.script.nearest import nearest
from folkekommune.script.session import Session, WorkingSet


def require_interactive(statement: ast.Command, session: Session) -> None:
    """Refuse a command that needs somebody who works on a session of their own.

    :raises Refused: in a script that is run as a whole.
    """
    if not session.interactive:
        raise Refused(fault("interactive-only", statement.word_span, command=statement.word))


def active_set(session: Session, statement: ast.Command) -> WorkingSet:
    """Give the active data set, filled or not.

    :raises Refused: when there is none.
    """
    if session.astray:
        raise Refused
    if session.active is None:
        raise Refused(fault("no-dataset", statement.word_span, command=statement.word))
    return session.sets[session.active]


def filled_set(session: Session, statement: ast.Command) -> tuple[WorkingSet, Dataset]:
    """Give the active data set, which must hold a variable.

    :raises Refused: when there is none or it is empty.
    """
    working = active_set(session, statement)
    return working, filled(working, session, statement)


def filled(working: WorkingSet, session: Session, statement: ast.Command) -> Dataset:
    """Give what a data set holds.

    :raises Refused: when it is empty.
    """
    if working.dataset is None:
        if session.doubtful:
            # Its first import may be the very line that is at fault.
            raise Refused
        raise Refused(fault("empty-dataset", statement.word_span, name=working.name))
    return working.dataset


def named_set(node: ast.Name, session: Session) -> WorkingSet:
    """Give a data set by name.

    :raises Refused: when there is none of that name.
    """
    if node.text in session.sets:
        return session.sets[node.text]
    if node.text in session.doubtful:
        raise Refused
    instead = nearest(node.text, session.sets)
    code = "unknown-dataset-nearest" if instead else "unknown-dataset"
    raise Refused(fault(code, node.span, suggestion=instead, name=node.text, nearest=instead or ""))


def variables(nodes: Iterable[ast.Name], working: WorkingSet, session: Session) -> tuple[str, ...]:
    """Give variables of a data set by name, each once.

    :raises Refused: with every name that it does not have, or that stands there twice.
    """
    faults: list[ScriptFault] = []
    doubt = False
    found: list[str] = []
    for node in nodes:
        name = node.text if node.text in working.columns else working.also.get(node.text, node.text)
        if name in found:
            faults.append(fault("variable-twice", node.span, name=node.text))
        elif name in working.columns:
            found.append(name)
        elif node.text in session.doubtful:
            doubt = True
        else:
            faults.append(unknown_variable(node, working.columns))
    if faults or doubt:
        raise Refused(*faults)
    return tuple(found)


def variable(node: ast.Name, working: WorkingSet, session: Session) -> str:
    """Give a variable of a data set by name.

    :raises Refused: when it has none of that name.
    """
    return variables((node,), working, session)[0]


def readable(nodes: Iterable[ast.Name], working: WorkingSet, session: Session) -> tuple[str, ...]:
    """Give variables whose values may be computed with: identifiers may not.

    :raises Refused: with every name that will not do.
    """
    nodes = tuple(nodes)
    found = variables(nodes, working, session)
    refused = [
        fault("identifier-read", node.span, name=node.text)
        for node in nodes
        if working.columns[node.text].type is ValueType.IDENTIFIER
    ]
    if refused:
        raise Refused(*refused)
    return found


def free_variable(node: ast.Name, working: WorkingSet) -> str:
    """Give a name that no variable of a data set has yet.

    :raises Refused: when one has it, or it is a name of the system's kind.
    """
    if "@" in node.text:
        raise Refused(fault("system-name", node.span, name=node.text))
    if node.text in working.columns:
        raise Refused(fault("name-taken", node.span, name=node.text, dataset=working.name))
    return node.text


def free_set(node: ast.Name, session: Session) -> str:
    """Give a name that no data set has yet.

    :raises Refused: when one has it.
    """
    if node.text in session.sets:
        raise Refused(fault("dataset-taken", node.span, name=node.text))
    return node.text


def code_list(node: ast.Name, session: Session) -> Labels:
    """Give a code list of the script by name.

    :raises Refused: when there is none of that name.
    """
    if node.text in session.code_lists:
        return session.code_lists[node.text]
    if node.text in session.doubtful:
        raise Refused
    instead = nearest(node.text, session.code_lists)
    code = "unknown-labels-nearest" if instead else "unknown-labels"
    raise Refused(fault(code, node.span, suggestion=instead, name=node.text, nearest=instead or ""))

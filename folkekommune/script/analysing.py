"""What commands that analyse numbers share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from folkekommune.catalogue.model import Texts, ValueType
from folkekommune.script import ast
from folkekommune.script.faults import Refused, fault
from folkekommune.script.lookup import readable
from folkekommune.script.session import Session, WorkingSet


def numeric_names(
    nodes: tuple[ast.Name, ...], statement: ast.Command, working: WorkingSet, session: Session
) -> tuple[str, ...]:
    """Give the variables that are named, or all that are numbers if none is.

    :raises Refused: for what is no number.
    """
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


def titles_of(names: Iterable[str], working: WorkingSet) -> Mapping[str, Texts]:
    """Give what the catalogue calls variables."""
    return {name: working.titles[name] for name in names if name in working.titles}

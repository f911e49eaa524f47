"""Copy variables of the active data set into another one.

Rows are matched by unit: persons with persons. When the active data set has one row a group, made by
``collapse``, ``on`` names the variable of the target that holds the group. When ``on`` names a variable
that holds another person, such as a child's mother, the active data set is about those persons, in the same
databank or another. Groups that were collapsed by such a variable are merged into those persons without
``on``. Into units below persons, such as visits, ``on`` names the link to their person. Every row of the
target stays; those without a match get missing. The variables' labels come with them.
"""

from __future__ import annotations

from folkekommune.catalogue.model import PERSON_TYPE, ValueType
from folkekommune.query.dataset import PERSON, Dataset, GroupRoot, Join
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.grouping import PERSONID
from folkekommune.script.lookup import filled, filled_set, named_set, variable, variables
from folkekommune.script.session import Session, WorkingSet

NAME = "merge"
SYNTAX = ("merge VAR [VAR …] into DATASET [on KEY]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "merge andel_fullammet into barn on BYDEL_U6"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Merge variables."""
    arguments = read(statement, SYNTAX)
    nodes = arguments.before("into")
    target_node = arguments.name()
    key_node = arguments.name() if arguments.keyword("on") else None
    arguments.end()
    source, rows = filled_set(session, statement)
    names, target = together(
        lambda: variables(nodes, source, session), lambda: named_set(target_node, session)
    )
    if target.name == source.name:
        raise Refused(fault("merge-into-itself", target_node.span, name=target.name))
    receiving = filled(target, session, statement)
    taken = [node for node in nodes if node.text in target.columns]
    if taken:
        raise Refused(
            *(fault("name-taken", node.span, name=node.text, dataset=target.name) for node in taken)
        )
    key = _key(key_node, statement, rows, target, session)
    merged = target.with_dataset(receiving.then(Join(rows, names, key)))
    for name in names:
        merged = merged.with_labels(name, source.labels.get(name)).with_title(name, source.titles.get(name))
    done_session = session.with_set(merged)
    return done(done_session, "done-merge", names=", ".join(names), target=target.name, source=source.name)


def _key(
    node: ast.Name | None, statement: ast.Command, rows: Dataset, target: WorkingSet, session: Session
) -> str | None:
    # Groups that are named by persons are found by whom they name.
    grouped = rows.root.by if isinstance(rows.root, GroupRoot) and not rows.named else None
    unit = target.dataset.unit_type if target.dataset is not None else None
    below = rows.unit_type == PERSON_TYPE != unit and unit is not None
    if node is None or (node.text == PERSONID and grouped is None):
        if grouped is not None:
            raise Refused(fault("merge-needs-key", statement.span, name=grouped))
        if below and node is None:
            raise Refused(fault("merge-on-link", statement.span, target=target.name, unit=unit or ""))
        return PERSON if below else None
    key = variable(node, target, session)
    if below and target.columns[key].link:
        return PERSON
    if grouped is None and target.columns[key].type is not ValueType.IDENTIFIER:
        raise Refused(fault("merge-key-later", node.span, name=key))
    return key

"""Make a data set with the same units as another and no variables. Activate it with ``use``.

Imports into it fill in values for those units and add none. Of a data set made by ``collapse`` the
variable that the groups go by comes with it, since it is what tells the units apart.
"""

from __future__ import annotations

from folkekommune.query.dataset import PERSON, GroupRoot, PanelRoot, SpellRoot, UnitRoot
from folkekommune.query.steps import Select
from folkekommune.query.typing import QueryError
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import together
from folkekommune.script.lookup import filled, free_set, named_set
from folkekommune.script.session import Session, WorkingSet

NAME = "clone-units"
SYNTAX = ("clone-units OLD NEW",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "clone-units barn barn_panel"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Copy the units of a data set."""
    arguments = read(statement, SYNTAX)
    old_node, new_node = arguments.name(), arguments.name()
    arguments.end()
    working, new = together(lambda: named_set(old_node, session), lambda: free_set(new_node, session))
    dataset = filled(working, session, statement)
    if isinstance(dataset.root, SpellRoot | PanelRoot):
        raise QueryError("query.rows-of-persons")
    by: tuple[str, ...] = ()
    match dataset.root:
        case GroupRoot(by=name) if name in dataset.columns:
            by = (name,)
        case UnitRoot():
            by = (PERSON,)
    units = WorkingSet(new, dataset.then(Select(by)))
    return done(session.with_set(units), "done-clone-units", old=working.name, new=new)

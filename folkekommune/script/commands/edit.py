"""Open the commands given so far as a script for editing: the same as ``save, edit``."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Action, Confirmation, Deed, Effect
from folkekommune.script.lookup import require_interactive
from folkekommune.script.session import Session

NAME = "edit"
SYNTAX = ("edit",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "edit"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Open the session as a script."""
    require_interactive(statement, session)
    read(statement, SYNTAX).end()
    content = "".join(f"{command}\n" for command in session.history)
    return Effect(session, Confirmation("script.done-save"), action=Action(Deed.EDIT, "", content))

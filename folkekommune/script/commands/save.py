"""Keep the commands given so far as a script, under a name. With ``edit`` it is opened for editing."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Action, Confirmation, Deed, Effect
from folkekommune.script.lookup import require_interactive
from folkekommune.script.options import has
from folkekommune.script.session import Session

NAME = "save"
SYNTAX = ("save ['NAME'] [, edit]",)
OPTIONS = {"edit": "script.option-edit"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "save 'amming ved seks uker'"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Keep the session as a script."""
    require_interactive(statement, session)
    arguments = read(statement, SYNTAX)
    name = arguments.text() if arguments.peek() is not None else ""
    arguments.end()
    deed = Deed.EDIT if has(statement, "edit") else Deed.SAVE
    content = "".join(f"{command}\n" for command in session.history)
    return Effect(session, Confirmation("script.done-save"), action=Action(deed, name, content))

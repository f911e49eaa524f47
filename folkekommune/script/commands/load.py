"""Keep the session as a script, and go on with a script that was kept earlier."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Action, Confirmation, Deed, Effect
from folkekommune.script.lookup import require_interactive
from folkekommune.script.session import Session

NAME = "load"
SYNTAX = ("load 'NAME'",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "load 'amming ved seks uker'"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Go on with another script."""
    require_interactive(statement, session)
    arguments = read(statement, SYNTAX)
    name = arguments.text()
    arguments.end()
    content = "".join(f"{command}\n" for command in session.history)
    confirmation = Confirmation("script.done-load", {"name": name})
    return Effect(session, confirmation, action=Action(Deed.LOAD, name, content))

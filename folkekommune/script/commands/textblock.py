"""Show Markdown among the results. Everything up to ``endblock`` is text; nothing in it is run."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.faults import Refused, fault
from folkekommune.script.session import Session

NAME = "textblock"
SYNTAX = ("textblock\n…\nendblock",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "textblock\n## Amming ved seks uker\nendblock"


def bind(statement: ast.Command | ast.Textblock, session: Session) -> Effect:
    """Show the text."""
    if isinstance(statement, ast.Command):
        # Only a block that is closed becomes a Textblock; here something stands beside the word.
        raise Refused(fault("textblock-not-alone", statement.span))
    return Effect(session, markdown=statement.content)

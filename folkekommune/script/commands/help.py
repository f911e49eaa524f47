"""Explain a command: what it does, how it is written, its options and an example.

Without a name the commands are listed.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.faults import Refused, fault
from folkekommune.script.nearest import nearest
from folkekommune.script.session import Session
from folkekommune.script.words import COMMAND_WORDS, EXTENSION_WORDS

NAME = "help"
SYNTAX = ("help [COMMAND]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "help tabulate"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Name what is to be explained."""
    arguments = read(statement, SYNTAX)
    if arguments.peek() is None:
        return Effect(session, help_topic="")
    asked = arguments.next()
    arguments.end()
    if not isinstance(asked, ast.Name | ast.Word):
        raise Refused(arguments.misfit(asked))
    if asked.text not in COMMAND_WORDS + EXTENSION_WORDS:
        instead = nearest(asked.text, COMMAND_WORDS)
        code = "unknown-command-nearest" if instead else "unknown-command"
        raise Refused(fault(code, asked.span, suggestion=instead, command=asked.text, nearest=instead or ""))
    return Effect(session, help_topic=asked.text)

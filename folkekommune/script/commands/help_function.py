"""Explain a function: what it gives, what it takes, and an example. Without a name they are listed."""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.faults import Refused, fault
from folkekommune.script.nearest import nearest
from folkekommune.script.session import Session
from folkekommune.script.words import FUNCTION_WORDS

NAME = "help-function"
SYNTAX = ("help-function [FUNCTION]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "help-function rowmean"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Name what is to be explained."""
    arguments = read(statement, SYNTAX)
    if arguments.peek() is None:
        return Effect(session, help_topic="()")
    asked = arguments.name()
    arguments.end()
    if asked.text not in FUNCTION_WORDS:
        instead = nearest(asked.text, FUNCTION_WORDS)
        code = "unknown-function-nearest" if instead else "unknown-function"
        raise Refused(fault(code, asked.span, suggestion=instead, name=asked.text, nearest=instead or ""))
    return Effect(session, help_topic=f"{asked.text}()")

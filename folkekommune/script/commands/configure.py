"""Switch something on for the rest of the session.

``alpha`` unlocks commands under development, ``nocache`` computes everything anew, and ``folkekommune``
allows what this language has beyond microdata.no's. A script without that line can run there too.
"""

from __future__ import annotations

from dataclasses import replace

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, fault
from folkekommune.script.nearest import nearest
from folkekommune.script.session import Session

NAME = "configure"
SYNTAX = ("configure NAME [, NAME …]",)
OPTIONS = {
    "alpha": "script.option-alpha",
    "nocache": "script.option-nocache",
    "folkekommune": "script.option-folkekommune",
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "configure folkekommune"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Switch something on."""
    arguments = read(statement, SYNTAX)
    first = arguments.name()
    arguments.end()
    if first.text not in OPTIONS:
        instead = nearest(first.text, OPTIONS)
        code = "unknown-option-nearest" if instead else "unknown-option"
        raise Refused(fault(code, first.span, suggestion=instead, option=first.text, nearest=instead or ""))
    names = {first.text, *(option.name for option in statement.options)}
    configured = replace(session, configured=session.configured | names)
    return done(configured, "done-configure", names=", ".join(sorted(names)))

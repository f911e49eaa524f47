"""Show a code list: one made with ``define-labels``, or that of a databank variable, on a date if given."""

from __future__ import annotations

from folkekommune.catalogue.model import Texts
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.faults import Refused, fault
from folkekommune.script.labels import Labels, from_code_list, written
from folkekommune.script.lookup import code_list
from folkekommune.script.register import register_variable
from folkekommune.script.session import Session
from folkekommune.script.syntax import table

NAME = "list-labels"
SYNTAX = ("list-labels LIST", "list-labels ALIAS/VAR [DATE]")
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "list-labels hp/AMMESTATUS_U6 2020-01-01"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Show a code list."""
    arguments = read(statement, SYNTAX)
    asked = arguments.next()
    day = arguments.next() if isinstance(asked, ast.RegisterVariable) and arguments.peek() else None
    arguments.end()
    if day is not None and not isinstance(day, ast.Date):
        raise Refused(arguments.misfit(day))
    match asked:
        case ast.RegisterVariable():
            _, variable = register_variable(asked, session)
            if variable.code_list is None:
                raise Refused(fault("no-code-list", asked.span, name=variable.name))
            shown = from_code_list(variable.code_list, day.value if day else None)
        case ast.Name():
            shown = code_list(asked, session)
        case _:
            raise Refused(arguments.misfit(asked))
    return Effect(session, written=_table(shown))


def _table(labels: Labels) -> Texts:
    rows = [(written(value), title) for value, title in labels.entries]
    return table(("script.heading-code", "script.heading-label"), rows)

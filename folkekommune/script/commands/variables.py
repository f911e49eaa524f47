"""List the variables of the connected databanks with what the catalogue says of them.

With names only those are listed. Those that the project does not cover are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from folkekommune.catalogue.model import Texts, Variable
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.faults import Refused, fault
from folkekommune.script.labels import same_in_all
from folkekommune.script.register import register_variable
from folkekommune.script.session import Session
from folkekommune.script.syntax import table
from folkekommune.texts import LANGUAGES, text

NAME = "variables"
SYNTAX = ("variables [ALIAS/VAR …]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "variables hp/AMMESTATUS_U6"

_HEADINGS = (
    "script.heading-variable",
    "script.heading-title",
    "script.heading-temporality",
    "script.heading-type",
    "script.heading-unit-type",
)


def bind(statement: ast.Command, session: Session) -> Effect:
    """List variables."""
    arguments = read(statement, SYNTAX)
    asked: list[ast.RegisterVariable] = []
    while arguments.peek() is not None:
        node = arguments.next()
        if not isinstance(node, ast.RegisterVariable):
            raise Refused(arguments.misfit(node))
        asked.append(node)
    if not session.aliases and not asked:
        raise Refused(fault("nothing-connected", statement.span))
    found = [(node.alias, register_variable(node, session)[1]) for node in asked]
    return Effect(session, written=table(_HEADINGS, [_row(*each) for each in found or _all(session)]))


def _all(session: Session) -> Iterator[tuple[str, Variable]]:
    for alias, connection in session.aliases.items():
        databank = connection.databank
        for variable in databank.everything.values():
            if variable.releasable and session.catalogue.may_import(databank.name, variable):
                yield alias, variable


def _row(alias: str, variable: Variable) -> tuple[str | Texts, ...]:
    code = f"script.temporality-{variable.temporality.value.lower()}"
    kind = f"script.type-{variable.value_type.value.lower()}"
    return (
        f"{alias}/{variable.name}",
        variable.title,
        Texts(*(text(code, language) for language in LANGUAGES)),
        Texts(*(text(kind, language) for language in LANGUAGES)),
        same_in_all(variable.unit_type),
    )

"""Explain a quantity by others where rows belong to groups, or to groups within groups (multilevel).

A random intercept for each group, the highest level first, estimated by restricted maximum likelihood.
The effects of single groups are never shown.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.modelling import CONTROL, ERRORS, bind_formula
from folkekommune.script.session import Session

NAME = "regress-mml"
SYNTAX = ("regress-mml VAR VAR [VAR …] by VAR [VAR] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    **{name: code for name, code in ERRORS.items() if name.startswith(("noconstant", "level"))},
    **CONTROL,
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "regress-mml vekt hoyde by BOSTED_BYDEL"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for the model."""
    reader = Reading(statement, session, SYNTAX).mixed
    return bind_formula(statement, session, syntax=SYNTAX, reader=reader)

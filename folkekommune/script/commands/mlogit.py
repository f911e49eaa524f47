"""Explain which of several categories persons are in, with a multinomial logistic model.

There is one block of coefficients for each category but the lowest, which the others are compared with.
Categories of too few persons are left out. Terms are written as for ``regress``.
"""

from __future__ import annotations

from folkekommune.query.formula import FactorKind
from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.modelling import CONTROL, EFFECTS, ERRORS, bind_model
from folkekommune.script.session import Session

NAME = "mlogit"
SYNTAX = ("mlogit VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {**EFFECTS, **ERRORS, **CONTROL}
LATER: frozenset[str] = frozenset()
EXAMPLE = "mlogit amming vekt i.KJONN"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a model of categories."""
    return bind_model(statement, session, method="multinomial", syntax=SYNTAX, dependent=FactorKind.CATEGORY)

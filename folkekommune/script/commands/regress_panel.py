"""Explain a quantity by others over the rows of a panel, several for each person.

``fe`` unless another is given: microdata.no's help says so, its manual says ``re``. What does not vary
within persons has no coefficient with ``fe``. ``robust`` clusters on the person, as microdata.no's does.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.modelling import ERRORS, bind_formula
from folkekommune.script.session import Session

NAME = "regress-panel"
SYNTAX = ("regress-panel VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {**{name: f"panel_models.option-{name}" for name in ("fe", "re", "be", "pooled")}, **ERRORS}
LATER: frozenset[str] = frozenset()
EXAMPLE = "regress-panel vekt hoyde, fe robust"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for the model."""
    reader = Reading(statement, session, SYNTAX).panel
    return bind_formula(statement, session, syntax=SYNTAX, reader=reader)

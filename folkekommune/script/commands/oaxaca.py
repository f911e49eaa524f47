"""Divide the difference between the means of two groups by what accounts for it (Blinder and Oaxaca).

Three-fold unless ``pool`` is given. The difference is that of the first group in the order of the codes
less that of the second, whichever is larger.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.modelling import ERRORS, bind_formula
from folkekommune.script.session import Session

NAME = "oaxaca"
SYNTAX = ("oaxaca VAR VAR [VAR …] by VAR [if CONDITION] [, OPTION …]",)
OPTIONS = {
    "pool": "panel_models.option-pool",
    **{name: code for name, code in ERRORS.items() if name in {"noconstant", "robust"}},
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "oaxaca vekt hoyde alder by KJONN, pool"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for the model."""
    reader = Reading(statement, session, SYNTAX).decomposition
    return bind_formula(statement, session, syntax=SYNTAX, reader=reader)

"""Compare the within and the random estimates of a panel model.

Where they differ more than chance explains (p under 0.05), random effects do not hold. The test has no
value where the variance of the within estimates is the smaller one; ``sigmamore`` or ``sigmaless`` helps.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.modelling import ERRORS, bind_formula
from folkekommune.script.session import Session

NAME = "hausman"
SYNTAX = ("hausman VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    **{name: code for name, code in ERRORS.items() if name.startswith(("noconstant", "level"))},
    "sigmamore": "panel_models.option-sigmamore",
    "sigmaless": "panel_models.option-sigmaless",
    "include_constant": "panel_models.option-include-constant",
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "hausman vekt hoyde, sigmamore"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for the model."""
    reader = Reading(statement, session, SYNTAX).contrast
    return bind_formula(statement, session, syntax=SYNTAX, reader=reader)

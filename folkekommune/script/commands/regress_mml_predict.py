"""Add what a multilevel model expects, and the deviations from it.

The expectation is that of the variables alone, without the effect of the group.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.predicting import NOCONSTANT, PREDICTED, RESIDUALS, Prediction, bind_prediction
from folkekommune.script.session import Session

NAME = "regress-mml-predict"
SYNTAX = ("regress-mml-predict VAR VAR [VAR …] by VAR [VAR] [if CONDITION] [, OPTION …]",)
OPTIONS = {**PREDICTED, **RESIDUALS, **NOCONSTANT}
LATER: frozenset[str] = frozenset()
EXAMPLE = "regress-mml-predict vekt hoyde by BOSTED_BYDEL, predicted(ventet)"
_PREDICTION = Prediction("mixed", {"predicted": "expected", "residuals": "residual"})


def bind(statement: ast.Command, session: Session) -> Effect:
    """Add variables."""
    reader = Reading(statement, session, SYNTAX).mixed
    return bind_prediction(statement, session, prediction=_PREDICTION, syntax=SYNTAX, reader=reader)

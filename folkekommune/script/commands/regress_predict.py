"""Add what a linear regression expects, the deviations from it, and Cook's distance.

The model is fitted as ``regress`` fits it and protected; what it says of each is written into new variables.
Nobody sees the values; they can be used in other commands. Who lacks a value of the model gets none.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.predicting import NOCONSTANT, PREDICTED, RESIDUALS, Prediction, bind_prediction
from folkekommune.script.session import Session

NAME = "regress-predict"
SYNTAX = ("regress-predict VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {**PREDICTED, **RESIDUALS, "cooksd(NAME)": "models.option-cooksd", **NOCONSTANT}
LATER: frozenset[str] = frozenset()
EXAMPLE = "regress-predict vekt hoyde i.KJONN, predicted(ventet) residuals(avvik)"
_PREDICTION = Prediction("ols", {"predicted": "expected", "residuals": "residual", "cooksd": "cook"})


def bind(statement: ast.Command, session: Session) -> Effect:
    """Add variables."""
    return bind_prediction(statement, session, prediction=_PREDICTION, syntax=SYNTAX)

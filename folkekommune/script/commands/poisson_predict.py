"""Add the count that a Poisson model expects, and the deviations.

The model is fitted as ``poisson`` fits it and protected; what it says of each is written into new variables.
Nobody sees the values; they can be used in other commands. Who lacks a value of the model gets none.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.modelling import EXPOSURE
from folkekommune.script.predicting import NOCONSTANT, PREDICTED, RESIDUALS, Prediction, bind_prediction
from folkekommune.script.session import Session

NAME = "poisson-predict"
SYNTAX = ("poisson-predict VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {**PREDICTED, **RESIDUALS, **NOCONSTANT, **EXPOSURE}
LATER: frozenset[str] = frozenset()
EXAMPLE = "poisson-predict antall vekt, predicted(ventet)"
_PREDICTION = Prediction("poisson", {"predicted": "expected", "residuals": "residual"})


def bind(statement: ast.Command, session: Session) -> Effect:
    """Add variables."""
    return bind_prediction(statement, session, prediction=_PREDICTION, syntax=SYNTAX)

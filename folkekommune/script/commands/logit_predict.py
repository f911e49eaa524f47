"""Add the probability of an event by a logistic model, its linear predictor, and the deviations.

The model is fitted as ``logit`` fits it and protected; what it says of each is written into new variables.
Nobody sees the values; they can be used in other commands. Who lacks a value of the model gets none.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.predicting import (
    LINEAR,
    NOCONSTANT,
    PROBABILITIES,
    RESIDUALS,
    Prediction,
    bind_prediction,
)
from folkekommune.script.session import Session

NAME = "logit-predict"
SYNTAX = ("logit-predict VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {**PROBABILITIES, **LINEAR, **RESIDUALS, **NOCONSTANT}
LATER: frozenset[str] = frozenset()
EXAMPLE = "logit-predict sovn vekt i.KJONN, probabilities(p)"
_PREDICTION = Prediction(
    "logit", {"probabilities": "probability", "predicted": "linear", "residuals": "residual"}
)


def bind(statement: ast.Command, session: Session) -> Effect:
    """Add variables."""
    return bind_prediction(statement, session, prediction=_PREDICTION, syntax=SYNTAX)

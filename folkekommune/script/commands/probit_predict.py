"""Add the probability of an event by a probit model, and its linear predictor.

The model is fitted as ``probit`` fits it and protected; what it says of each is written into new variables.
Nobody sees the values; they can be used in other commands. Who lacks a value of the model gets none.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.predicting import LINEAR, NOCONSTANT, PROBABILITIES, Prediction, bind_prediction
from folkekommune.script.session import Session

NAME = "probit-predict"
SYNTAX = ("probit-predict VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {**PROBABILITIES, **LINEAR, **NOCONSTANT}
LATER: frozenset[str] = frozenset()
EXAMPLE = "probit-predict sovn vekt i.KJONN, probabilities(p)"
_PREDICTION = Prediction("probit", {"probabilities": "probability", "predicted": "linear"})


def bind(statement: ast.Command, session: Session) -> Effect:
    """Add variables."""
    return bind_prediction(statement, session, prediction=_PREDICTION, syntax=SYNTAX)

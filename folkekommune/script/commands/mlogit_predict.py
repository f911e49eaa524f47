"""Add the probability of each category by a multinomial model; names end in the category.

The model is fitted as ``mlogit`` fits it and protected; what it says of each is written into new variables.
Nobody sees the values; they can be used in other commands. Who lacks a value of the model gets none.
"""

from __future__ import annotations

from folkekommune.query.formula import FactorKind
from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.predicting import LINEAR, NOCONSTANT, PROBABILITIES, Prediction, bind_prediction
from folkekommune.script.session import Session

NAME = "mlogit-predict"
SYNTAX = ("mlogit-predict VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {**PROBABILITIES, **LINEAR, **NOCONSTANT}
LATER: frozenset[str] = frozenset()
EXAMPLE = "mlogit-predict amming vekt i.KJONN, probabilities(p)"
_PREDICTION = Prediction(
    "multinomial", {"probabilities": "probability", "predicted": "linear"}, dependent=FactorKind.CATEGORY
)


def bind(statement: ast.Command, session: Session) -> Effect:
    """Add variables."""
    return bind_prediction(statement, session, prediction=_PREDICTION, syntax=SYNTAX)

"""Add what a model with instruments expects, and the deviations from it.

The model is fitted as ``ivregress`` fits it and protected; the expectation is of the variables as they are.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.predicting import NOCONSTANT, PREDICTED, RESIDUALS, Prediction, bind_prediction
from folkekommune.script.session import Session

NAME = "ivregress-predict"
SYNTAX = ("ivregress-predict VAR [VAR …] ( VAR [VAR …] = VAR [VAR …] ) [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    **PREDICTED,
    **RESIDUALS,
    **NOCONSTANT,
    **{name: f"panel_models.option-{name}" for name in ("tsls", "liml", "gmm")},
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "ivregress-predict vekt KJONN ( hoyde = alder ), predicted(ventet)"
_PREDICTION = Prediction("iv", {"predicted": "expected", "residuals": "residual"})


def bind(statement: ast.Command, session: Session) -> Effect:
    """Add variables."""
    reader = Reading(statement, session, SYNTAX).instrumental
    return bind_prediction(statement, session, prediction=_PREDICTION, syntax=SYNTAX, reader=reader)

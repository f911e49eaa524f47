"""Add what a panel model expects of each row, and the deviations from it.

The model is fitted as ``regress-panel`` fits it and protected. The expectation is that of the variables,
without the effect of the person. The effect is the mean deviation of the person's own rows; with ``re``
too it is not shrunk towards nought.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.predicting import NOCONSTANT, PREDICTED, RESIDUALS, Prediction, bind_prediction
from folkekommune.script.session import Session

NAME = "regress-panel-predict"
SYNTAX = ("regress-panel-predict VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    **PREDICTED,
    **RESIDUALS,
    "effects(NAME)": "panel_models.option-effects",
    **NOCONSTANT,
    **{name: f"panel_models.option-{name}" for name in ("fe", "re", "be", "pooled")},
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "regress-panel-predict vekt hoyde, re predicted(ventet)"
_PREDICTION = Prediction("panel", {"predicted": "expected", "residuals": "residual", "effects": "effect"})


def bind(statement: ast.Command, session: Session) -> Effect:
    """Add variables."""
    reader = Reading(statement, session, SYNTAX).panel
    return bind_prediction(statement, session, prediction=_PREDICTION, syntax=SYNTAX, reader=reader)

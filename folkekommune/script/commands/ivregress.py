"""Explain a quantity by others of which some are decided together with it, with instruments.

In the parentheses the endogenous variables stand before ``=`` and the instruments after it, as in the
published scripts; the prose of microdata.no's help says the reverse. Two-stage least squares unless
``liml`` or ``gmm`` is given. Covariances have the small-sample factor. ``endog`` is for ``tsls`` alone,
``overid`` not for ``gmm``; with ``robust`` or ``cluster`` both are Wooldridge's tests.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.modelling import ERRORS, bind_formula
from folkekommune.script.session import Session

NAME = "ivregress"
SYNTAX = ("ivregress VAR [VAR …] ( VAR [VAR …] = VAR [VAR …] ) [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    **{
        name: f"panel_models.option-{name}"
        for name in ("tsls", "liml", "gmm", "endog", "firststage", "overid")
    },
    **ERRORS,
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "ivregress vekt KJONN ( hoyde = alder ), firststage"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for the model."""
    reader = Reading(statement, session, SYNTAX).instrumental
    return bind_formula(statement, session, syntax=SYNTAX, reader=reader)

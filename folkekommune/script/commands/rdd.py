"""Estimate the jump of a quantity where a running variable passes a cutoff.

Local polynomials with a triangular kernel on both sides; the bandwidth is that with the least mean squared
error of Calonico, Cattaneo and Titiunik, chosen without covariates, and errors are robust (HC1) or
clustered. The three rows are the conventional estimate, the one less its bias, and that one with the error
that takes the correction into account.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.modelling import ERRORS, bind_formula
from folkekommune.script.session import Session

NAME = "rdd"
SYNTAX = ("rdd VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    "cutoff(NUMBER)": "panel_models.option-cutoff",
    "polynomial(NUMBER)": "panel_models.option-polynomial",
    "fuzzy(VAR)": "panel_models.option-fuzzy",
    "derivate(NUMBER)": "panel_models.option-derivate",
    **{name: code for name, code in ERRORS.items() if name.startswith(("level", "cluster"))},
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "rdd vekt alder, cutoff(6)"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for the model."""
    reader = Reading(statement, session, SYNTAX).discontinuity
    return bind_formula(statement, session, syntax=SYNTAX, reader=reader)

"""Explain a count with a negative binomial model.

It is for counts that vary more than a Poisson model allows; the last coefficient, alpha, says how much more.
Values that are negative or no whole numbers are left out. ``exposure(VAR)`` is a quantity that the count
grows with; only positive values are used. ``irr`` shows rate ratios. Terms are written as for ``regress``.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.modelling import CONTROL, ERRORS, EXPOSURE, bind_model
from folkekommune.script.session import Session

NAME = "negative-binomial"
SYNTAX = ("negative-binomial VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {**ERRORS, **CONTROL, "irr": "models.option-irr", **EXPOSURE}
LATER: frozenset[str] = frozenset()
EXAMPLE = "negative-binomial antall vekt i.KJONN, irr"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a model of a count."""
    return bind_model(statement, session, method="negative_binomial", syntax=SYNTAX, flags=("irr",))

"""Explain a quantity by others with ordinary least squares.

``i.x`` divides persons by the levels of ``x``, the lowest of which the others are compared with;
``a#b`` is an interaction and ``a##b`` the main effects too. Terms in ``control()`` are part of the
model and not shown. The fit leaves four to twelve persons out, drawn by a secret key, and every
coefficient has noise of a tenth of its standard error. Small levels are merged. ``het_bp``,
``het_iid`` and ``het_fstat`` test the error variance against all regressors; ``ov`` adds the second to
fourth power of the fit.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.modelling import CONTROL, ERRORS, MARGINS, bind_model
from folkekommune.script.session import Session

NAME = "regress"
SYNTAX = ("regress VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
_TESTS = ("ov", "vif", "het_bp", "het_iid", "het_fstat", "standardize")
OPTIONS = {
    **ERRORS,
    **CONTROL,
    **{name: f"models.option-{name.replace('_', '-')}" for name in _TESTS},
    **MARGINS,
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "regress vekt hoyde i.KJONN, robust"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a regression."""
    return bind_model(statement, session, method="ols", syntax=SYNTAX, flags=_TESTS)

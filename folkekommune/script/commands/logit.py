"""Explain an event with a logistic model.

The outcome is 1 for those with the event and 0 for those without; any other number counts as the event.
Terms are written as for ``regress``. ``mfx`` shows marginal effects or elasticities, ``margins`` the
expected share at the mean of all variables. Every level must have enough persons with and without the event.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.modelling import CONTROL, EFFECTS, ERRORS, MARGINS, bind_model
from folkekommune.script.session import Session

NAME = "logit"
SYNTAX = ("logit VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {"or": "models.option-or", **EFFECTS, **ERRORS, **CONTROL, **MARGINS}
LATER: frozenset[str] = frozenset()
EXAMPLE = "logit sovn vekt i.KJONN, mfx"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a model of an event."""
    return bind_model(statement, session, method="logit", syntax=SYNTAX, flags=("or",))

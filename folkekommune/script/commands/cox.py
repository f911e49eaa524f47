"""Explain how soon something happens: proportional hazards.

The event is 1 where it happened and 0 where the time ran out; only durations above 0 take part. Ties are
treated the way of Efron. Coefficients unless ``hazard`` is given, which shows them as ratios.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.modelling import ERRORS, bind_formula
from folkekommune.script.session import Session

NAME = "cox"
SYNTAX = ("cox VAR VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    "hazard": "survival.option-hazard",
    **{name: code for name, code in ERRORS.items() if name.startswith("level")},
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "cox sluttet varighet i.KJONN, hazard"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for the model."""
    reader = Reading(statement, session, SYNTAX).hazard
    return bind_formula(statement, session, syntax=SYNTAX, reader=reader)

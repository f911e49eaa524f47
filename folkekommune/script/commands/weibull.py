"""Fit a Weibull curve to the share that is left over time: S(t) = exp(-(t/scale)^shape).

The event is 1 where it happened and 0 where the time ran out; only durations above 0 take part. The
parameters are protected as those of any model, and the curve follows from them.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.durations import BY, bind_survival
from folkekommune.script.session import Session

NAME = "weibull"
SYNTAX = ("weibull VAR VAR [if CONDITION] [, OPTION …]",)
OPTIONS = BY
LATER: frozenset[str] = frozenset()
EXAMPLE = "weibull sluttet varighet, by(KJONN)"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for curves."""
    return bind_survival(statement, session, syntax=SYNTAX, parametric=True)

"""Show the share that is left over time, with a log-log confidence band (Kaplan and Meier).

The event is 1 where it happened and 0 where the time ran out. The curve is made of protected counts by
interval: one unit of time, or as many as make about 24 intervals; let the unit be a month or longer. It
ends where fewer than ten are left, and has a point only where five have had the event since the last.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.durations import BY, bind_survival
from folkekommune.script.session import Session

NAME = "kaplan-meier"
SYNTAX = ("kaplan-meier VAR VAR [if CONDITION] [, OPTION …]",)
OPTIONS = BY
LATER: frozenset[str] = frozenset()
EXAMPLE = "kaplan-meier sluttet varighet, by(KJONN)"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for curves."""
    return bind_survival(statement, session, syntax=SYNTAX, parametric=False)

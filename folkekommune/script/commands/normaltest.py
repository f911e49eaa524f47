"""Test whether numeric variables are normally distributed.

All numeric variables if none is named: skewness, kurtosis, both together (unadjusted), Jarque-Bera and
Shapiro-Wilk. They rest on values clipped to public limits and on protected ranks, so the tails are a little
shorter than they were; look at the statistics more than at the p-values, which in large data say no to all.
"""

from __future__ import annotations

from folkekommune.query.outputs import Normality
from folkekommune.script import ast
from folkekommune.script.analysing import numeric_names, titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import together
from folkekommune.script.lookup import filled_set
from folkekommune.script.session import Session

NAME = "normaltest"
SYNTAX = ("normaltest [VAR …] [if CONDITION]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "normaltest vekt hoyde"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for tests of normality."""
    nodes = read(statement, SYNTAX, condition=True).names()
    working, dataset = filled_set(session, statement)
    names, live = together(
        lambda: numeric_names(nodes, statement, working, session),
        lambda: restricted(dataset, statement, working, session),
    )
    return Effect(session, output=Normality(live, names), titles=titles_of(names, working))

"""Show the mean of numeric variables with its standard error and confidence interval.

The interval covers chance and the noise of the mean together; the standard error is chance alone.
``level(99)`` asks for another level than 95 per cent.
"""

from __future__ import annotations

from folkekommune.query.outputs import MeanInterval
from folkekommune.script import ast
from folkekommune.script.analysing import numeric_names, titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.charting import number_in
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.session import Session

NAME = "ci"
SYNTAX = ("ci VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {"level(NUMBER)": "analyses.option-level"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "ci vekt hoyde, level(99)"

_USUAL, _LOWEST, _HIGHEST = 95.0, 10, 99.99


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for confidence intervals."""
    arguments = read(statement, SYNTAX, condition=True)
    nodes = arguments.names()
    if not nodes:
        raise Refused(arguments.incomplete())
    working, dataset = filled_set(session, statement)
    names, live = together(
        lambda: numeric_names(nodes, statement, working, session),
        lambda: restricted(dataset, statement, working, session),
    )
    level = number_in(statement, "level", low=_LOWEST, high=_HIGHEST, whole=False)
    output = MeanInterval(live, names, _USUAL if level is None else float(level))
    return Effect(session, output=output, titles=titles_of(names, working))

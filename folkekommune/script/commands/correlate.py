"""Show the correlations of numeric variables, of those who have a value in all of them.

All numeric variables if none is named. Values are clipped to public limits first, unlike at microdata.no,
since one extreme value can make a correlation. ``pairwise`` takes everybody with a value in the two;
``covariance`` shows covariances, ``obs`` the number of persons and ``sig`` the p-value of each correlation
as shown.
"""

from __future__ import annotations

from folkekommune.query.outputs import Correlation
from folkekommune.script import ast
from folkekommune.script.analysing import numeric_names, titles_of
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect
from folkekommune.script.conditions import restricted
from folkekommune.script.faults import Refused, fault, together
from folkekommune.script.lookup import filled_set
from folkekommune.script.options import has
from folkekommune.script.session import Session

NAME = "correlate"
SYNTAX = ("correlate [VAR VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {
    "covariance": "analyses.option-covariance",
    "pairwise": "analyses.option-pairwise",
    "obs": "analyses.option-obs",
    "sig": "analyses.option-sig",
}
LATER: frozenset[str] = frozenset()
EXAMPLE = "correlate vekt hoyde, obs sig"

_TWO = 2


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for a matrix of correlations."""
    nodes = read(statement, SYNTAX, condition=True).names()
    working, dataset = filled_set(session, statement)
    names, live = together(
        lambda: numeric_names(nodes, statement, working, session),
        lambda: restricted(dataset, statement, working, session),
    )
    if len(names) < _TWO:
        raise Refused(fault("two-variables", statement.span, command=NAME))
    output = Correlation(
        live,
        names,
        covariance=has(statement, "covariance"),
        pairwise=has(statement, "pairwise"),
        counts=has(statement, "obs"),
        significance=has(statement, "sig"),
    )
    return Effect(session, output=output, titles=titles_of(names, working))

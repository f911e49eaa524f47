"""Compare the change in a group with the change in others: differences in differences.

The group is 1 for the treated and 0 for others; ``treated`` is 1 from the date of the treatment on. The
average effect of the treatment on the treated is the coefficient of the two together, and the whole is
``regress-panel y group##treated …, pooled``. Without further variables it says no more than a table of
means, and is refused: ``tabulate group treated, summarize(y)`` gives the means.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.bound import Effect
from folkekommune.script.formulas import Reading
from folkekommune.script.modelling import ERRORS, bind_formula
from folkekommune.script.session import Session

NAME = "regress-panel-diff"
SYNTAX = ("regress-panel-diff VAR VAR VAR [VAR …] [if CONDITION] [, OPTION …]",)
OPTIONS = {name: code for name, code in ERRORS.items() if name != "noconstant"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "regress-panel-diff vekt tiltak etter hoyde, robust"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Ask for the model."""
    reader = Reading(statement, session, SYNTAX).differences
    return bind_formula(statement, session, syntax=SYNTAX, reader=reader)

"""Keep a random sample: a number of units, or a share of them between 0 and 1, and a seed.

The same seed and size always draw the same units of the same release. Who is drawn hangs on a key of the
installation too, so that nobody can work it out. A sample of a number has about that many units: the
true number of all is not known.
"""

from __future__ import annotations

from folkekommune.query.expressions import Binary, Column, Number, Operator
from folkekommune.query.steps import Draw, Keep, Select
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, fault
from folkekommune.script.lookup import filled_set
from folkekommune.script.session import Session

NAME = "sample"
SYNTAX = ("sample NUMBER SEED", "sample SHARE SEED")
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "sample 0.5 4817"

_DRAWN = "@drawn"
_LARGEST_SEED = 2**53


def bind(statement: ast.Command, session: Session) -> Effect:
    """Draw a sample."""
    arguments = read(statement, SYNTAX)
    size, seed = arguments.next(), arguments.next()
    arguments.end()
    working, dataset = filled_set(session, statement)
    if not isinstance(size, ast.Number):
        raise Refused(arguments.misfit(size))
    if not isinstance(seed, ast.Number):
        raise Refused(arguments.misfit(seed))
    if not (0 < size.value < 1 or (isinstance(size.value, int) and size.value > 1)):
        raise Refused(fault("sample-size", size.span))
    if not (isinstance(seed.value, int) and 1 <= seed.value < _LARGEST_SEED):
        raise Refused(fault("sample-seed", seed.span))
    if not dataset.persons:
        raise Refused(fault("sample-persons", statement.span, name=working.name))
    drawn = dataset.then(Draw(_DRAWN, float(size.value), seed.value))
    drawn = drawn.then(Keep(Binary(Operator.EQUAL, Column(_DRAWN), Number(1))))
    rest = working.with_dataset(drawn.then(Select(tuple(dataset.columns))))
    return done(session.with_set(rest), "done-sample", name=working.name)

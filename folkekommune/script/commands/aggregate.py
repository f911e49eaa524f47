"""Add statistics of a group to every unit of it: like ``collapse``, but the units stay.

Every statistic needs a new name. Units without a value in the grouping variable get missing.
"""

from __future__ import annotations

from folkekommune.query.dataset import PERSON, Join, UnitRoot
from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, ScriptFault
from folkekommune.script.grouping import grouped, grouping, read_wanted
from folkekommune.script.lookup import filled_set, free_variable
from folkekommune.script.session import Session

NAME = "aggregate"
SYNTAX = ("aggregate (STATISTIC) VAR -> NEW [VAR -> NEW …] [(STATISTIC) …], by(VAR)",)
OPTIONS = {"by(VAR)": "script.option-by"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "aggregate (mean) fullammet -> andel_i_bydelen, by(BYDEL_U6)"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Add statistics of groups."""
    wanted = read_wanted(read(statement, SYNTAX), arrow=True)
    working, dataset = filled_set(session, statement)
    by = grouping(statement)
    faults: list[ScriptFault] = []
    for each in wanted:
        try:
            free_variable(each.new, working)
        except Refused as refused:
            faults.extend(refused.faults)
    if faults:
        raise Refused(*faults)
    names = tuple(each.new.text for each in wanted)
    groups = grouped(wanted, by, working, dataset, session)
    # Rows get what is known of their person from all of hers.
    key = by.text if not groups.fold else PERSON if isinstance(dataset.root, UnitRoot) else None
    joined = working.with_dataset(dataset.then(Join(groups, names, key)))
    return done(session.with_set(joined), "done-aggregate", names=", ".join(names), by=by.text)

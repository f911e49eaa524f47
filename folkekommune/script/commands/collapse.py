"""Replace the active data set by one row for each value of a variable, with statistics of each group.

Without ``->`` a statistic keeps the name of its variable. All statistics but ``count`` and ``percent``
need numbers; ``count`` counts values that are not missing, and ``percent`` is the group's share of all
of them. Afterwards the grouping variable is the unit. Rows of persons, such as spells, are put together
with ``by(PERSONID_1)``: one row for each person who has any.
"""

from __future__ import annotations

from folkekommune.script import ast
from folkekommune.script.arguments import read
from folkekommune.script.bound import Effect, done
from folkekommune.script.grouping import grouped, grouping, of_persons, read_wanted
from folkekommune.script.lookup import filled_set
from folkekommune.script.session import Session, WorkingSet

NAME = "collapse"
SYNTAX = ("collapse (STATISTIC) VAR [-> NEW] [VAR …] [(STATISTIC) VAR …], by(VAR)",)
OPTIONS = {"by(VAR)": "script.option-by"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "collapse (mean) fullammet -> andel_fullammet (count) fullammet -> barn, by(BYDEL_U6)"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Group the data set."""
    wanted = read_wanted(read(statement, SYNTAX))
    working, dataset = filled_set(session, statement)
    by = grouping(statement)
    groups = grouped(wanted, by, working, dataset, session)
    if groups.fold:
        names = tuple(each.new.text for each in wanted)
        folded = WorkingSet(working.name, of_persons(dataset, groups, names, session.grant))
        return done(session.with_set(folded), "done-collapse", name=working.name, by=by.text)
    collapsed = WorkingSet(working.name, groups)
    collapsed = collapsed.with_labels(by.text, working.labels.get(by.text))
    collapsed = collapsed.with_title(by.text, working.titles.get(by.text))
    return done(session.with_set(collapsed), "done-collapse", name=working.name, by=by.text)

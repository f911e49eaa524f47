"""Replace the active data set by one row for each value of a variable, with statistics of each group.

Without ``->`` a statistic keeps the name of its variable. All statistics but ``count`` need numbers;
``count`` counts values that are not missing. Afterwards the grouping variable is the unit.
"""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Aggregate, GroupRoot, Statistic, start
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, ScriptFault, fault, together
from folkekommune.script.lookup import filled_set, variable
from folkekommune.script.nearest import nearest
from folkekommune.script.options import find, one_name
from folkekommune.script.session import Session, WorkingSet

NAME = "collapse"
SYNTAX = ("collapse (STATISTIC) VAR [-> NEW] [VAR …] [(STATISTIC) VAR …], by(VAR)",)
OPTIONS = {"by(VAR)": "script.option-by"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "collapse (mean) fullammet -> andel_fullammet (count) fullammet -> barn, by(BYDEL_U6)"

_LATER = ("semean", "sebinomial", "percent", "iqr", "gini")


def bind(statement: ast.Command, session: Session) -> Effect:
    """Group the data set."""
    arguments = read(statement, SYNTAX)
    wanted = _wanted(arguments)
    working, dataset = filled_set(session, statement)
    by_node = _by(statement)
    by, aggregates = together(
        lambda: variable(by_node, working, session),
        lambda: _aggregates(wanted, by_node, working, session),
    )
    groups = start(GroupRoot(dataset, by, aggregates))
    grouped = WorkingSet(working.name, groups)
    grouped = grouped.with_labels(by, working.labels.get(by)).with_title(by, working.titles.get(by))
    return done(session.with_set(grouped), "done-collapse", name=working.name, by=by)


@dataclass(frozen=True)
class _Wanted:
    """A statistic of a variable, as written."""

    statistic: ast.Name
    old: ast.Name
    new: ast.Name


def _by(statement: ast.Command) -> ast.Name:
    option = find(statement, "by")
    if option is None:
        raise Refused(fault("by-needed", statement.span))
    return one_name(option)


def _wanted(arguments: Arguments) -> tuple[_Wanted, ...]:
    found: list[_Wanted] = []
    statistic: ast.Name | None = None
    while not found or arguments.peek() is not None:
        match arguments.next():
            case ast.Group((ast.Name() as word,), None):
                statistic = word
            case ast.Name() as name if statistic is not None:
                found.append(_Wanted(statistic, name, name))
            case ast.Renaming(ast.Name() as old, ast.Name() as new) if statistic is not None:
                found.append(_Wanted(statistic, old, new))
            case other:
                raise Refused(arguments.misfit(other))
    return tuple(found)


def _statistic(word: ast.Name) -> Statistic:
    known = {statistic.value: statistic for statistic in Statistic}
    if word.text in known:
        return known[word.text]
    if word.text in _LATER:
        raise Refused(fault("statistic-later", word.span, name=word.text))
    instead = nearest(word.text, known)
    code = "unknown-statistic-nearest" if instead else "unknown-statistic"
    raise Refused(fault(code, word.span, suggestion=instead, name=word.text, nearest=instead or ""))


def _aggregates(
    wanted: tuple[_Wanted, ...], by: ast.Name, working: WorkingSet, session: Session
) -> tuple[Aggregate, ...]:
    found: list[Aggregate] = []
    faults: list[ScriptFault] = []
    doubt = False
    taken = {by.text}
    for each in wanted:
        if each.new.text in taken:
            faults.append(fault("statistic-name-taken", each.new.span, name=each.new.text))
        taken.add(each.new.text)
        try:
            found.append(_aggregate(each, working, session))
        except Refused as refused:
            doubt = True
            faults.extend(refused.faults)
    if faults or doubt:
        raise Refused(*dict.fromkeys(faults))
    return tuple(found)


def _aggregate(wanted: _Wanted, working: WorkingSet, session: Session) -> Aggregate:
    statistic, name = together(
        lambda: _statistic(wanted.statistic), lambda: variable(wanted.old, working, session)
    )
    kind = working.columns[name].type
    if statistic is not Statistic.COUNT and not kind.is_number:
        code = "identifier-read" if kind is ValueType.IDENTIFIER else "statistic-of-text"
        raise Refused(fault(code, wanted.old.span, name=name))
    return Aggregate(statistic, name, wanted.new.text)

"""Statistics of groups, as ``collapse`` and ``aggregate`` ask for them.

Some are made of others: the standard error of a mean is a spread and a count. They are computed from
what the others give, so that they are protected as those are. Names with ``@`` are in-between results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import (
    PERSON,
    Aggregate,
    Dataset,
    GroupRoot,
    Join,
    PanelRoot,
    PersonRoot,
    Statistic,
    start,
)
from folkekommune.query.expressions import Binary, Column, Expression, Number, Operator
from folkekommune.query.steps import Assign, Keep, Select
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments
from folkekommune.script.faults import Refused, ScriptFault, fault, together
from folkekommune.script.lookup import variable
from folkekommune.script.nearest import nearest
from folkekommune.script.options import find, one_name
from folkekommune.script.session import Session, WorkingSet

PERSONID = "PERSONID_1"
"""What the language calls the person in ``by()`` and ``on``."""

ROWS = "@rows"

_ONE, _TOTAL = "@one", "@total"


@dataclass(frozen=True)
class Wanted:
    """A statistic of a variable, as written."""

    statistic: ast.Name
    old: ast.Name
    new: ast.Name


@dataclass(frozen=True)
class _Made:
    """A statistic made of others.

    :param parts: the others, :param formula: from the names of those to the value.
    """

    parts: tuple[Statistic, ...]
    formula: Callable[..., Expression]
    of_all: bool = False


def _op(left: Expression | str, sign: str, right: Expression | str | float) -> Expression:
    return Binary(Operator(sign), _term(left), _term(right))


def _term(term: Expression | str | float) -> Expression:
    if isinstance(term, str):
        return Column(term)
    return Number(term) if isinstance(term, int | float) else term


_MADE: Mapping[str, _Made] = {
    "semean": _Made((Statistic.SD, Statistic.COUNT), lambda sd, n: _op(sd, "/", _op(n, "^", 0.5))),
    "sebinomial": _Made(
        (Statistic.MEAN, Statistic.COUNT),
        lambda mean, n: _op(_op(_op(mean, "*", _op(Number(1), "-", mean)), "/", n), "^", 0.5),
    ),
    "iqr": _Made((Statistic.P75, Statistic.P25), lambda high, low: _op(high, "-", low)),
    "percent": _Made((Statistic.COUNT,), lambda n: _op(_op(Number(100), "*", n), "/", _TOTAL), of_all=True),
}


def read_wanted(arguments: Arguments, *, arrow: bool = False) -> tuple[Wanted, ...]:
    """Read ``(statistic) variable [-> new] …``.

    :param arrow: whether every variable needs a new name.
    :raises Refused: when something else stands there.
    """
    found: list[Wanted] = []
    statistic: ast.Name | None = None
    while not found or arguments.peek() is not None:
        match arguments.next():
            case ast.Group((ast.Name() as word,), None):
                statistic = word
            case ast.Name() as name if statistic is not None and not arrow:
                found.append(Wanted(statistic, name, name))
            case ast.Renaming(ast.Name() as old, ast.Name() as new) if statistic is not None:
                found.append(Wanted(statistic, old, new))
            case ast.Name() as name if statistic is not None:
                raise Refused(fault("arrow-needed", name.span, name=name.text))
            case other:
                raise Refused(arguments.misfit(other))
    return tuple(found)


def grouping(statement: ast.Command) -> ast.Name:
    """Give the variable of ``by()``.

    :raises Refused: when there is none.
    """
    option = find(statement, "by")
    if option is None:
        raise Refused(fault("by-needed", statement.span, command=statement.word))
    return one_name(option)


def grouped(
    wanted: tuple[Wanted, ...], by: ast.Name, working: WorkingSet, dataset: Dataset, session: Session
) -> Dataset:
    """Give one row a group, with the statistics wanted.

    :raises Refused: with every fault in what is wanted.
    """
    name, checked = together(
        lambda: _group(by, working, dataset, session), lambda: _checked(wanted, by, working, session)
    )
    aggregates: list[Aggregate] = []
    for each in checked:
        made = _MADE.get(each.statistic.text)
        if made is None:
            aggregates.append(Aggregate(Statistic(each.statistic.text), each.old.text, each.new.text))
        else:
            aggregates += [Aggregate(part, each.old.text, _part(part, each)) for part in made.parts]
    if name == PERSON:
        aggregates.append(Aggregate(Statistic.COUNT, PERSON, ROWS))
    groups = start(GroupRoot(dataset, name, tuple(aggregates)))
    for each in checked:
        made = _MADE.get(each.statistic.text)
        if made is not None:
            groups = _compute(groups, each, made, dataset)
    shown = (name, *([ROWS] if name == PERSON else []), *(each.new.text for each in checked))
    return groups.then(Select(shown)) if tuple(groups.columns) != shown else groups


def of_persons(rows: Dataset, folded: Dataset, names: tuple[str, ...], grant: tuple[str, ...]) -> Dataset:
    """Give what was folded as a data set of persons: those who have a row.

    :param folded: one group a person, with how many rows she has.
    """
    panel = rows.root if isinstance(rows.root, PanelRoot) else None
    # The conditions of those who were made a panel of stay conditions of their own.
    base = panel.source.then(Select(())) if panel else start(PersonRoot(rows.release, grant))
    persons = base.then(Join(folded, (*names, ROWS), None))
    return persons.then(Keep(Binary(Operator.AT_LEAST, Column(ROWS), Number(1)))).then(Select(names))


def _group(by: ast.Name, working: WorkingSet, dataset: Dataset, session: Session) -> str:
    """Give the variable that groups go by; ``PERSONID_1`` and the link of a unit are whose row it is."""
    if by.text != PERSONID:
        name = variable(by, working, session)
        return PERSON if working.columns[name].link and dataset.rows_of_persons else name
    if not dataset.rows_of_persons:
        raise Refused(fault("one-row-already", by.span, name=working.name))
    return PERSON


def _compute(groups: Dataset, wanted: Wanted, made: _Made, dataset: Dataset) -> Dataset:
    if made.of_all:
        everyone = dataset.then(Assign(_ONE, Number(1)))
        total = start(GroupRoot(everyone, _ONE, (Aggregate(Statistic.COUNT, wanted.old.text, _TOTAL),)))
        groups = groups.then(Assign(_ONE, Number(1))).then(Join(total, (_TOTAL,), _ONE))
    groups = groups.then(Assign(wanted.new.text, made.formula(*(_part(part, wanted) for part in made.parts))))
    return groups.then(Select(tuple(name for name in groups.columns if name not in {_ONE, _TOTAL})))


def _part(part: Statistic, wanted: Wanted) -> str:
    return f"@{part.value} {wanted.new.text}"


def _checked(
    wanted: tuple[Wanted, ...], by: ast.Name, working: WorkingSet, session: Session
) -> tuple[Wanted, ...]:
    faults: list[ScriptFault] = []
    doubt = False
    taken = {by.text}
    for each in wanted:
        if each.new.text in taken:
            faults.append(fault("statistic-name-taken", each.new.span, name=each.new.text))
        taken.add(each.new.text)
        try:
            _check(each, working, session)
        except Refused as refused:
            doubt = True
            faults.extend(refused.faults)
    if faults or doubt:
        raise Refused(*dict.fromkeys(faults))
    return wanted


def _check(wanted: Wanted, working: WorkingSet, session: Session) -> None:
    together(lambda: _statistic(wanted.statistic), lambda: _column(wanted, working, session))


def _statistic(word: ast.Name) -> None:
    known = {*(statistic.value for statistic in Statistic), *_MADE}
    if word.text in known:
        return
    instead = nearest(word.text, known)
    code = "unknown-statistic-nearest" if instead else "unknown-statistic"
    raise Refused(fault(code, word.span, suggestion=instead, name=word.text, nearest=instead or ""))


def _column(wanted: Wanted, working: WorkingSet, session: Session) -> None:
    name = variable(wanted.old, working, session)
    kind = working.columns[name].type
    counts = wanted.statistic.text in {"count", "percent"}
    if not counts and not kind.is_number:
        code = "identifier-read" if kind is ValueType.IDENTIFIER else "statistic-of-text"
        raise Refused(fault(code, wanted.old.span, name=name))

"""Import variables at several dates: one row for each person and date, with the date in ``date@panel``.

Into an empty data set, or one made by ``clone-units``. Of an empty one the population is those with a value
in the first variable at any of the dates; a variable may be missing at a date. The variables keep their
names in the databank. ``date@panel`` holds days since 1970-01-01, so ``year(date@panel)`` works. Panels come
out by date or by person: ``tabulate-panel`` and its like, or ``collapse (…) …, by(PERSONID_1)``.
"""

from __future__ import annotations

from dataclasses import replace

from folkekommune.catalogue.model import PERSON_TYPE, Temporality
from folkekommune.query.dataset import Dataset, PanelRoot, PersonRoot, start
from folkekommune.query.imports import import_step
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.labels import from_code_list
from folkekommune.script.lookup import active_set, free_variable
from folkekommune.script.panels import with_panel
from folkekommune.script.register import EPOCH, register_variable
from folkekommune.script.session import Session, WorkingSet

NAME = "import-panel"
SYNTAX = ("import-panel ALIAS/VAR [ALIAS/VAR …] DATE [DATE …]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "import-panel hp/BOSTED_BYDEL 2018-01-01 2019-01-01 2020-01-01"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Import variables at several dates."""
    arguments = read(statement, SYNTAX)
    written, dates = _written(arguments)
    working = active_set(session, statement)
    if working.columns or (working.dataset is not None and not working.dataset.persons):
        raise Refused(fault("panel-not-empty", statement.word_span, name=working.name))
    dataset: Dataset | None = working.dataset
    made = WorkingSet(working.name)
    variables: list[tuple[str, tuple[str, ...]]] = []
    faults: list[ScriptFault] = []
    for node in written:
        try:
            connection, variable = register_variable(node, session)
            free_variable(ast.Name(variable.name, span=node.span), made)
        except Refused as refused:
            faults.extend(refused.faults)
            continue
        if variable.unit_type != PERSON_TYPE:
            unit = variable.unit_type
            faults.append(fault("panel-unit-type", node.span, name=variable.name, unit=unit))
            continue
        fresh = working.dataset is None and not variables
        dataset = dataset or start(PersonRoot(connection.release, session.grant))
        columns: list[str] = []
        for place, date in enumerate(dates):
            at = None if variable.temporality is Temporality.FIXED else (date.value - EPOCH).days
            first = fresh and place == 0
            step = import_step(
                connection.release, variable, f"@{variable.name} {place}", population=first, at=at
            )
            dataset = dataset.then(replace(step, outer=fresh and place > 0))
            columns.append(step.name)
        variables.append((variable.name, tuple(columns)))
        made = made.with_title(variable.name, variable.title)
        if variable.code_list is not None:
            made = made.with_labels(variable.name, from_code_list(variable.code_list, None))
    if faults or dataset is None:
        raise Refused(*faults)
    days = tuple((date.value - EPOCH).days for date in dates)
    panel = start(PanelRoot(dataset, days, tuple(variables)))
    filled = with_panel(made, panel, [date.value.isoformat() for date in dates])
    return done(session.with_set(filled), "done-import-panel", name=working.name, dates=len(dates))


def _written(arguments: Arguments) -> tuple[list[ast.RegisterVariable], list[ast.Date]]:
    variables: list[ast.RegisterVariable] = []
    dates: list[ast.Date] = []
    while arguments.peek() is not None:
        match arguments.next():
            case ast.RegisterVariable() as variable if not dates:
                variables.append(variable)
            case ast.Date() as date:
                dates.append(date)
            case other:
                raise Refused(arguments.misfit(other))
    if not variables or not dates:
        raise Refused(arguments.incomplete())
    known: set[object] = set()
    for date in dates:
        if date.value in known:
            raise Refused(fault("date-twice", date.span))
        known.add(date.value)
    return variables, sorted(dates, key=lambda date: date.value)

"""Add a variable of a databank to the active data set: one value a unit.

The first import decides the population: units without a value in it are left out. Later imports fill
in values and add no units. A variable that changes over time needs a date; one that does not needs
none, and a date given is passed over with a note. Without ``as`` the variable keeps its name in the
databank. Its code list comes with it, as valid on the date. With ``outer_join`` the population grows by
the units that have a value in this variable; conditions come after such imports.
"""

from __future__ import annotations

from dataclasses import replace

from folkekommune.query.dataset import PersonRoot, start
from folkekommune.query.imports import import_step
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Confirmation, Effect
from folkekommune.script.faults import Refused, fault
from folkekommune.script.labels import from_code_list
from folkekommune.script.lookup import active_set, free_variable
from folkekommune.script.options import find
from folkekommune.script.register import reference_day, register_variable
from folkekommune.script.session import Session

NAME = "import"
SYNTAX = ("import ALIAS/VAR [DATE] [as NAME] [, outer_join]",)
OPTIONS = {"outer_join": "script.option-outer-join"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "import hp/AMMESTATUS_U6 as amming"

_PERSON = "PERSON"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Import a variable."""
    arguments = read(statement, SYNTAX)
    written = _written(arguments)
    day = arguments.next() if isinstance(arguments.peek(), ast.Date) else None
    name = arguments.name() if arguments.keyword("as") else None
    arguments.end()
    working = active_set(session, statement)
    if working.dataset is not None and working.dataset.rows_of_persons:
        raise Refused(fault("event-alone", statement.word_span, name=working.name))
    connection, variable = register_variable(written, session)
    if variable.unit_type != _PERSON:
        raise Refused(fault("unit-type-later", written.span, name=variable.name, unit=variable.unit_type))
    at, notices = reference_day(written, variable, day)
    target = name or ast.Name(variable.name, span=written.span)
    free_variable(target, working)

    dataset = working.dataset or start(PersonRoot(connection.release, session.grant))
    first = working.dataset is None
    step = import_step(connection.release, variable, target.text, population=first, at=at)
    outer = find(statement, "outer_join")
    if outer is not None and not first:
        if len(dataset.conditions) != 1:
            raise Refused(fault("outer-join-late", outer.span, name=working.name))
        step = replace(step, outer=True)
    filled = working.with_dataset(dataset.then(step)).with_title(target.text, variable.title)
    if variable.code_list is not None:
        moment = day.value if isinstance(day, ast.Date) else None
        filled = filled.with_labels(target.text, from_code_list(variable.code_list, moment))
    code = "script.done-import-population" if step.population else "script.done-import"
    confirmation = Confirmation(code, {"name": target.text, "dataset": working.name})
    return Effect(session.with_set(filled), confirmation, notices=notices)


def _written(arguments: Arguments) -> ast.RegisterVariable:
    found = arguments.next()
    if isinstance(found, ast.Name):
        raise Refused(fault("alias-missing", found.span, name=found.text))
    if not isinstance(found, ast.RegisterVariable):
        raise Refused(arguments.misfit(found))
    return found

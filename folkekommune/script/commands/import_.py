"""Add a variable of a databank to the active data set: one value a unit.

The first import decides the population: units without a value in it are left out. Later imports fill
in values and add no units. A variable that changes over time needs a date; one that does not needs
none, and a date given is passed over with a note. Without ``as`` the variable keeps its name in the
databank. Its code list comes with it, as valid on the date.
"""

from __future__ import annotations

from datetime import date

from folkekommune.catalogue.model import Temporality, Variable
from folkekommune.query.dataset import PersonRoot, start
from folkekommune.query.imports import import_step
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Confirmation, Effect
from folkekommune.script.faults import Notice, Refused, fault, notice
from folkekommune.script.labels import from_code_list
from folkekommune.script.lookup import active_set, free_variable
from folkekommune.script.nearest import nearest
from folkekommune.script.session import Connection, Session

NAME = "import"
SYNTAX = ("import ALIAS/VAR [DATE] [as NAME]",)
OPTIONS: dict[str, str] = {}
LATER = frozenset({"outer_join"})
EXAMPLE = "import hp/AMMESTATUS_U6 as amming"

_PERSON = "PERSON"
_EPOCH = date(1970, 1, 1)


def bind(statement: ast.Command, session: Session) -> Effect:
    """Import a variable."""
    arguments = read(statement, SYNTAX)
    written = _written(arguments)
    day = arguments.next() if isinstance(arguments.peek(), ast.Date) else None
    name = arguments.name() if arguments.keyword("as") else None
    arguments.end()
    working = active_set(session, statement)
    connection = _connection(written, session)
    variable = _variable(written, connection, session)
    at, notices = _reference_date(written, variable, day)
    target = name or ast.Name(variable.name, span=written.span)
    free_variable(target, working)

    dataset = working.dataset or start(PersonRoot(connection.release, session.grant))
    step = import_step(connection.release, variable, target.text, population=working.dataset is None, at=at)
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


def _connection(written: ast.RegisterVariable, session: Session) -> Connection:
    if written.alias in session.aliases:
        return session.aliases[written.alias]
    if written.alias in session.doubtful:
        raise Refused
    instead = nearest(written.alias, session.aliases)
    suggestion = f"{instead}/{written.name}" if instead else None
    code = "unknown-alias-nearest" if instead else "unknown-alias"
    raise Refused(fault(code, written.span, suggestion=suggestion, name=written.alias, nearest=instead or ""))


def _variable(written: ast.RegisterVariable, connection: Connection, session: Session) -> Variable:
    databank = connection.databank
    variable = databank.variables.get(written.name)
    if variable is None or not variable.releasable:
        releasable = (name for name, known in databank.variables.items() if known.releasable)
        instead = nearest(written.name, releasable)
        suggestion = f"{written.alias}/{instead}" if instead else None
        code = "unknown-register-variable-nearest" if instead else "unknown-register-variable"
        parameters = {"name": written.name, "databank": databank.name, "nearest": instead or ""}
        raise Refused(fault(code, written.span, suggestion=suggestion, **parameters))
    if not session.catalogue.may_import(databank.name, variable):
        raise Refused(fault("not-permitted", written.span, name=variable.name))
    if variable.unit_type != _PERSON:
        raise Refused(fault("unit-type-later", written.span, name=variable.name, unit=variable.unit_type))
    return variable


def _reference_date(
    written: ast.RegisterVariable, variable: Variable, day: ast.Node | None
) -> tuple[int | None, tuple[Notice, ...]]:
    if variable.temporality is Temporality.FIXED:
        passed_over = (notice("date-passed-over", day.span, name=variable.name),) if day else ()
        return None, passed_over
    if not isinstance(day, ast.Date):
        raise Refused(fault("date-needed", written.span, name=variable.name))
    return (day.value - _EPOCH).days, ()

"""Find variables of connected databanks by ``alias/NAME``, or say which one was likely meant."""

from __future__ import annotations

from datetime import date

from folkekommune.catalogue.model import Temporality, Variable
from folkekommune.script import ast
from folkekommune.script.faults import Notice, Refused, fault, notice
from folkekommune.script.nearest import nearest
from folkekommune.script.session import Connection, Session

EPOCH = date(1970, 1, 1)


def register_variable(written: ast.RegisterVariable, session: Session) -> tuple[Connection, Variable]:
    """Give a variable that the project may use, and the databank it is of.

    :raises Refused: when there is none of that name, or the project does not cover it.
    """
    connection = _connection(written, session)
    databank = connection.databank
    variable = databank.everything.get(written.name)
    if variable is None or not variable.releasable:
        releasable = (name for name, known in databank.everything.items() if known.releasable)
        instead = nearest(written.name, releasable)
        suggestion = f"{written.alias}/{instead}" if instead else None
        code = "unknown-register-variable-nearest" if instead else "unknown-register-variable"
        parameters = {"name": written.name, "databank": databank.name, "nearest": instead or ""}
        raise Refused(fault(code, written.span, suggestion=suggestion, **parameters))
    if not session.catalogue.may_import(databank.name, variable):
        raise Refused(fault("not-permitted", written.span, name=variable.name))
    return connection, variable


def reference_day(
    written: ast.RegisterVariable, variable: Variable, day: ast.Node | None
) -> tuple[int | None, tuple[Notice, ...]]:
    """Give the reference date in days since 1970-01-01; a variable that never changes has none.

    :raises Refused: when a variable that changes has no date.
    """
    if variable.temporality is Temporality.FIXED:
        passed_over = (notice("date-passed-over", day.span, name=variable.name),) if day else ()
        return None, passed_over
    if not isinstance(day, ast.Date):
        raise Refused(fault("date-needed", written.span, name=variable.name))
    return (day.value - EPOCH).days, ()


def _connection(written: ast.RegisterVariable, session: Session) -> Connection:
    if written.alias in session.aliases:
        return session.aliases[written.alias]
    if written.alias in session.doubtful:
        raise Refused
    instead = nearest(written.alias, session.aliases)
    suggestion = f"{instead}/{written.name}" if instead else None
    code = "unknown-alias-nearest" if instead else "unknown-alias"
    raise Refused(fault(code, written.span, suggestion=suggestion, name=written.alias, nearest=instead or ""))

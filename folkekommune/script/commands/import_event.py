"""Import the spells of a variable that touch a window: one row each, so a person may have several.

Makes the variable, ``START@name`` and ``STOP@name`` (days since 1970-01-01; ``STOP`` is missing while a
spell lasts). Spells are not cut to the window. A data set holds one event variable and no others that are
imported; what rows can be prepared with works on spells too. They come out through persons:
``collapse (…) …, by(PERSONID_1)`` gives one row a person, which can be merged into other data sets.
"""

from __future__ import annotations

from folkekommune.catalogue.model import PERSON_TYPE, Temporality
from folkekommune.query.dataset import SpellRoot, start
from folkekommune.query.imports import import_step
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, fault
from folkekommune.script.labels import from_code_list
from folkekommune.script.lookup import active_set, free_variable
from folkekommune.script.register import EPOCH, register_variable
from folkekommune.script.session import Session

NAME = "import-event"
SYNTAX = ("import-event ALIAS/VAR DATE to DATE [as NAME]",)
OPTIONS: dict[str, str] = {}
LATER: frozenset[str] = frozenset()
EXAMPLE = "import-event hp/BOSTED_BYDEL 2015-01-01 to 2020-12-31 as bydel"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Import spells."""
    arguments = read(statement, SYNTAX)
    written = arguments.next()
    if not isinstance(written, ast.RegisterVariable):
        raise Refused(arguments.misfit(written))
    low = _day(arguments)
    arguments.required_keyword("to")
    high = _day(arguments)
    name = arguments.name() if arguments.keyword("as") else ast.Name(written.name, span=written.span)
    arguments.end()
    working = active_set(session, statement)
    if working.dataset is not None:
        raise Refused(fault("event-alone", statement.word_span, name=working.name))
    connection, variable = register_variable(written, session)
    if variable.temporality is not Temporality.EVENT:
        raise Refused(fault("no-event", written.span, name=variable.name))
    if high.value < low.value:
        raise Refused(fault("window-backwards", high.span))
    free_variable(name, working)
    info = import_step(connection.release, variable, name.text).info
    window = ((low.value - EPOCH).days, (high.value - EPOCH).days)
    unit = variable.unit_type
    if unit != PERSON_TYPE and unit not in connection.databank.unit_types:
        raise Refused(fault("unit-type-unlinked", written.span, name=variable.name, unit=unit))
    root = SpellRoot(connection.release, session.grant, variable.name, name.text, info, *window, unit)
    filled = working.with_dataset(start(root)).with_title(name.text, variable.title)
    if variable.code_list is not None:
        filled = filled.with_labels(name.text, from_code_list(variable.code_list, None))
    return done(session.with_set(filled), "done-import-event", name=name.text, dataset=working.name)


def _day(arguments: Arguments) -> ast.Date:
    found = arguments.next()
    if not isinstance(found, ast.Date):
        raise Refused(arguments.misfit(found))
    return found

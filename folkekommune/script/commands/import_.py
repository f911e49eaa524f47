"""Add a variable of a databank to the active data set: one value a unit.

The first import decides the population: units without a value in it are left out. Later imports fill
in values and add no units. A variable that changes over time needs a date; one that does not needs
none, and a date given is passed over with a note. Without ``as`` the variable keeps its name in the
databank. Its code list comes with it, as valid on the date. With ``outer_join`` the population grows by
the units that have a value in this variable; conditions come after such imports.

A data set holds units of one type, which the first import decides: persons, or units below persons such as
visits. Units have a link variable that names the person each belongs to: ``collapse (…) …, by(LINK)`` makes
persons of them, and ``merge … into UNITS on LINK`` gives each what is known of its person. Tables of units
count units, and are protected by how many persons stand behind.
"""

from __future__ import annotations

from dataclasses import replace

from folkekommune.catalogue.model import PERSON_TYPE, Variable
from folkekommune.query.dataset import Dataset, PanelRoot, PersonRoot, SpellRoot, UnitRoot, start
from folkekommune.query.imports import import_step
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Confirmation, Effect
from folkekommune.script.faults import Refused, fault
from folkekommune.script.labels import from_code_list
from folkekommune.script.lookup import active_set, free_variable
from folkekommune.script.options import find
from folkekommune.script.register import reference_day, register_variable
from folkekommune.script.session import Connection, Session, WorkingSet

NAME = "import"
SYNTAX = ("import ALIAS/VAR [DATE] [as NAME] [, outer_join]",)
OPTIONS = {"outer_join": "script.option-outer-join"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "import hp/AMMESTATUS_U6 as amming"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Import a variable."""
    arguments = read(statement, SYNTAX)
    written = _written(arguments)
    day = arguments.next() if isinstance(arguments.peek(), ast.Date) else None
    name = arguments.name() if arguments.keyword("as") else None
    arguments.end()
    working = active_set(session, statement)
    if working.dataset is not None and isinstance(working.dataset.root, SpellRoot | PanelRoot):
        raise Refused(fault("event-alone", statement.word_span, name=working.name))
    connection, variable = register_variable(written, session)
    dataset = _units(variable, written, working, connection=connection, session=session)
    at, notices = reference_day(written, variable, day)
    target = name or ast.Name(variable.name, span=written.span)
    free_variable(target, working)

    first = working.dataset is None
    link = connection.databank.is_link(variable)
    step = import_step(connection.release, variable, target.text, population=first, at=at, link=link)
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


def _units(
    variable: Variable,
    written: ast.RegisterVariable,
    working: WorkingSet,
    *,
    connection: Connection,
    session: Session,
) -> Dataset:
    """Give the units that a variable is imported of: those there are, or all of its type."""
    unit = variable.unit_type
    if unit != PERSON_TYPE and unit not in connection.databank.unit_types:
        raise Refused(fault("unit-type-unlinked", written.span, name=variable.name, unit=unit))
    if working.dataset is None:
        release = connection.release
        persons = unit == PERSON_TYPE
        return start(
            PersonRoot(release, session.grant) if persons else UnitRoot(release, session.grant, unit)
        )
    if working.dataset.unit_type not in {unit, None}:
        others = working.dataset.unit_type or ""
        told = {"name": variable.name, "unit": unit, "dataset": working.name, "others": others}
        raise Refused(fault("unit-type-other", written.span, **told))
    return working.dataset


def _written(arguments: Arguments) -> ast.RegisterVariable:
    found = arguments.next()
    if isinstance(found, ast.Name):
        raise Refused(fault("alias-missing", found.span, name=found.text))
    if not isinstance(found, ast.RegisterVariable):
        raise Refused(arguments.misfit(found))
    return found

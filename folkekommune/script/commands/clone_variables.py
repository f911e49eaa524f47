"""Copy variables: ``old -> new`` for each, or a prefix or suffix for all that have no arrow.

Labels come with the copies. Identifiers can be copied too.
"""

from __future__ import annotations

from folkekommune.query.steps import Copy
from folkekommune.script import ast
from folkekommune.script.arguments import Arguments, read
from folkekommune.script.bound import Effect, done
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.lookup import filled_set, free_variable, variable
from folkekommune.script.options import find, one_word
from folkekommune.script.session import Session

NAME = "clone-variables"
SYNTAX = ("clone-variables VAR [-> NEW] [VAR [-> NEW] …] [, OPTION]",)
OPTIONS = {"prefix('TEXT')": "script.option-clone-prefix", "suffix('TEXT')": "script.option-clone-suffix"}
LATER: frozenset[str] = frozenset()
EXAMPLE = "clone-variables vekt -> vekt_ukjent hoyde, suffix('_kopi')"


def bind(statement: ast.Command, session: Session) -> Effect:
    """Copy variables."""
    arguments = read(statement, SYNTAX)
    wanted = _wanted(arguments, statement)
    working, dataset = filled_set(session, statement)
    before = working
    faults: list[ScriptFault] = []
    made: list[str] = []
    for old_node, new_node in wanted:
        try:
            old, new = variable(old_node, before, session), free_variable(new_node, working)
        except Refused as refused:
            faults.extend(refused.faults)
            continue
        dataset = dataset.then(Copy(old, new))
        working = working.with_dataset(dataset).with_labels(new, working.labels.get(old))
        working = working.with_title(new, working.titles.get(old))
        made.append(new)
    if faults or len(made) < len(wanted):
        raise Refused(*faults)
    return done(session.with_set(working), "done-clone-variables", names=", ".join(made))


def _wanted(arguments: Arguments, statement: ast.Command) -> list[tuple[ast.Name, ast.Name]]:
    prefix, suffix = (
        one_word(option) if (option := find(statement, name)) else "" for name in ("prefix", "suffix")
    )
    found: list[tuple[ast.Name, ast.Name]] = []
    while not found or arguments.peek() is not None:
        match arguments.next():
            case ast.Renaming(ast.Name() as old, ast.Name() as new):
                found.append((old, new))
            case ast.Name(text) as old if prefix or suffix:
                found.append((old, ast.Name(prefix + text + suffix, span=old.span)))
            case ast.Name() as old:
                raise Refused(fault("clone-needs-name", old.span, name=old.text))
            case other:
                raise Refused(arguments.misfit(other))
    return found

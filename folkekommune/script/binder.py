"""Bind a script: from syntax tree to queries, finding all its faults before anything runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from folkekommune.query.typing import QueryError
from folkekommune.script import ast
from folkekommune.script.bound import BoundCommand, Effect
from folkekommune.script.faults import Notice, Refused, ScriptFault, fault, together
from folkekommune.script.nearest import nearest
from folkekommune.script.options import check_options
from folkekommune.script.parser import parse
from folkekommune.script.places import Span
from folkekommune.script.registry import command_files
from folkekommune.script.session import Session

_NAME = re.compile(r"[^\W\d]\w*(?:@\w+)?")
_CHOOSES_SET = frozenset({"create-dataset", "use"})
_BINDS_NAMES = (ast.Reference, ast.Concatenation)


@dataclass(frozen=True)
class Bound:
    """A script that was bound.

    :param commands: what can run: everything before the first fault, so everything if there is none.
    :param faults: all faults, in the order of the text.
    :param session: what is known after the last command.
    """

    commands: tuple[BoundCommand, ...]
    faults: tuple[ScriptFault, ...]
    notices: tuple[Notice, ...]
    session: Session


def bind_text(text: str, session: Session) -> Bound:
    """Read and bind a script. Nothing is run, and nothing is raised: faults are values."""
    parsed = parse(text)
    bound = bind(parsed.script, session)
    faults = tuple(sorted((*parsed.faults, *bound.faults), key=lambda each: each.span))
    notices = tuple(sorted((*parsed.notices, *bound.notices), key=lambda each: each.span))
    first = faults[0].line if faults else None
    commands = tuple(command for command in bound.commands if first is None or command.line < first)
    return Bound(commands, faults, notices, bound.session)


def bind(script: ast.Script, session: Session) -> Bound:
    """Bind the statements of a script one after the other; a faulty one is passed over."""
    commands: list[BoundCommand] = []
    faults: list[ScriptFault] = []
    notices: list[Notice] = []
    for statement in script.statements:
        if isinstance(statement, ast.Unreadable):
            session = _after_unreadable(statement, session)
            continue
        try:
            effect = _effect(statement, session)
        except Refused as refused:
            faults.extend(_one_a_place(refused.faults))
            session = _after_refusal(statement, refused.faults, session)
            continue
        session = effect.session
        notices.extend(effect.notices)
        if not faults:
            commands.append(_command(statement, effect))
    return Bound(tuple(commands), tuple(faults), tuple(notices), session)


def _one_a_place(faults: tuple[ScriptFault, ...]) -> tuple[ScriptFault, ...]:
    """Tell the first fault at each place: what is said of it after that follows from the first."""
    first: dict[tuple[int, int], ScriptFault] = {}
    for each in faults:
        first.setdefault((each.line, each.column), each)
    return tuple(first.values())


def _effect(statement: ast.Command | ast.Textblock | ast.Loop, session: Session) -> Effect:
    word = _word(statement)
    file = command_files().get(word)
    if isinstance(statement, ast.Loop) or file is None:
        code = "bindings-later" if word in {"for", "let"} else "command-later"
        raise Refused(fault(code, _word_span(statement), command=word))
    if isinstance(statement, ast.Textblock):
        return file.bind(statement, session)
    bindings = (node for node in ast.walk(statement) if isinstance(node, _BINDS_NAMES))
    first = next(bindings, None)
    if first is not None:
        raise Refused(fault("bindings-later", first.span, command=word))
    try:
        _, effect = together(
            lambda: check_options(statement, file.OPTIONS, file.LATER), lambda: file.bind(statement, session)
        )
    except QueryError as refused:
        # What the query model refuses and the command did not foresee: told at the command itself.
        raise Refused(ScriptFault(refused.code, statement.span, refused.parameters)) from refused
    return effect


def _command(statement: ast.Command | ast.Textblock | ast.Loop, effect: Effect) -> BoundCommand:
    return BoundCommand(
        line=statement.span.line,
        span=statement.span,
        command=_word(statement),
        kind=effect.kind,
        output=effect.output,
        confirmation=effect.confirmation,
        titles=effect.titles,
        markdown=effect.markdown,
        help_topic=effect.help_topic,
        active=effect.session.active,
    )


def _after_unreadable(statement: ast.Unreadable, session: Session) -> Session:
    """Expect nothing of the names on a line that could not be read."""
    word = statement.text.split(maxsplit=1)[0]
    lost = replace(session, astray=True) if word in _CHOOSES_SET else session
    return lost.doubting(frozenset(_NAME.findall(statement.text)))


def _after_refusal(
    statement: ast.Command | ast.Textblock | ast.Loop, faults: tuple[ScriptFault, ...], session: Session
) -> Session:
    """Go on after a fault as if the names the command would have made were there, but unknown."""
    told = {str(each.parameters.get("name", "")) for each in faults}
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name):
            names.add(node.text)
        elif isinstance(node, ast.RegisterVariable):
            names.add(node.name)
    session = session.doubting(frozenset(names - told))
    if isinstance(statement, ast.Loop):
        return replace(session, astray=True)
    if _word(statement) not in _CHOOSES_SET:
        return session
    meant = next((nearest(name, session.sets) for name in names if _word(statement) == "use"), None)
    return session.using(meant) if meant else replace(session, astray=True)


def _word(statement: ast.Command | ast.Textblock | ast.Loop) -> str:
    match statement:
        case ast.Command(word):
            return word
        case ast.Textblock():
            return "textblock"
        case ast.Loop():
            return "for"


def _word_span(statement: ast.Command | ast.Textblock | ast.Loop) -> Span:
    return statement.word_span if isinstance(statement, ast.Command) else statement.span

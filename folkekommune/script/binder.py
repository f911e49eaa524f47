"""Bind a script: from syntax tree to queries, finding all its faults before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from folkekommune.query.typing import QueryError
from folkekommune.script import ast
from folkekommune.script.bound import BoundCommand, Effect
from folkekommune.script.expansion import expanded
from folkekommune.script.faults import Notice, Refused, ScriptFault, fault, together
from folkekommune.script.formatting import format_statement
from folkekommune.script.looping import turns
from folkekommune.script.nearest import nearest
from folkekommune.script.options import check_options
from folkekommune.script.parser import parse
from folkekommune.script.registry import command_files
from folkekommune.script.session import Session

MOST_COMMANDS = 20_000
"""Commands of a script, those of every turn of a loop counted."""

MOST_FAULTS = 500
"""Faults that are told; a loop could repeat one thousands of times."""

_NAME = re.compile(r"[^\W\d]\w*(?:@\w+)?")
_CHOOSES_SET = frozenset({"create-dataset", "use"})


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
    binding = _Binding(session)
    for statement in script.statements:
        known = len(binding.faults)
        binding.statements((statement,))
        forgotten = isinstance(statement, ast.Command) and statement.word == "clear"
        if len(binding.faults) == known and not (forgotten or isinstance(statement, ast.Unreadable)):
            binding.session = binding.session.noting(format_statement(statement))
    return Bound(
        tuple(binding.commands),
        _one_a_place(binding.faults),
        tuple(dict.fromkeys(binding.notices)),
        binding.session,
    )


@dataclass
class _Binding:
    """What has been bound of a script so far.

    :param run: commands that were bound, faulty or not.
    """

    session: Session
    commands: list[BoundCommand] = field(default_factory=list)
    faults: list[ScriptFault] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    run: int = 0

    def statements(self, statements: Iterable[ast.Statement]) -> None:
        """Bind statements in order."""
        for statement in statements:
            if self.run > MOST_COMMANDS or len(self.faults) > MOST_FAULTS:
                return
            match statement:
                case ast.Unreadable():
                    self.session = _after_unreadable(statement, self.session)
                case ast.Loop():
                    self._loop(statement)
                case _:
                    self._command(statement)

    def _loop(self, loop: ast.Loop) -> None:
        """Bind the body once a turn. What a turn binds is gone after it; what it makes of data stays."""
        try:
            walked = turns(loop, self.session.bindings)
        except Refused as refused:
            self.faults.extend(refused.faults)
            # Once through the body all the same, for what does not hang on the loop's names.
            walked = (dict.fromkeys(name.text for each in loop.iterations for name in each.names),)
        outside = self.session.bindings
        for turn in walked:
            self.session = self.session.binding(turn)
            self.statements(loop.body)
            self.session = replace(self.session, bindings=outside)

    def _command(self, statement: ast.Command | ast.Textblock) -> None:
        self.run += 1
        if self.run > MOST_COMMANDS:
            self.faults.append(fault("too-many-commands", statement.span, limit=MOST_COMMANDS))
            return
        meant: ast.Command | ast.Textblock | None = None
        try:
            meant = _written_out(statement, self.session)
            effect = _effect(meant, self.session)
        except Refused as refused:
            self.faults.extend(refused.faults)
            self.session = _after_refusal(meant or statement, refused.faults, self.session)
            if meant is None:  # the names it would have made are not even known
                self.session = replace(self.session, astray=True)
            return
        self.session = effect.session
        self.notices.extend(effect.notices)
        if not self.faults:
            self.commands.append(_bound_command(statement, effect))


def _one_a_place(faults: Iterable[ScriptFault]) -> tuple[ScriptFault, ...]:
    """Tell the first fault at each place: what is said of it after that follows from the first."""
    first: dict[tuple[int, int], ScriptFault] = {}
    for each in faults:
        first.setdefault((each.line, each.column), each)
    return tuple(first.values())


def _written_out(statement: ast.Command | ast.Textblock, session: Session) -> ast.Command | ast.Textblock:
    return expanded(statement, session.bindings) if isinstance(statement, ast.Command) else statement


def _effect(statement: ast.Command | ast.Textblock, session: Session) -> Effect:
    word = _word(statement)
    file = command_files().get(word)
    if file is None:
        span = statement.word_span if isinstance(statement, ast.Command) else statement.span
        raise Refused(fault("command-later", span, command=word))
    if isinstance(statement, ast.Textblock):
        return file.bind(statement, session)
    try:
        _, effect = together(
            lambda: check_options(statement, file.OPTIONS, file.LATER), lambda: file.bind(statement, session)
        )
    except QueryError as refused:
        # What the query model refuses and the command did not foresee: told at the command itself.
        raise Refused(ScriptFault(refused.code, statement.span, refused.parameters)) from refused
    around = effect.around
    return effect if around is None else around.finish(_effect(around.inner, session))


def _bound_command(statement: ast.Command | ast.Textblock, effect: Effect) -> BoundCommand:
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
        written=effect.written,
        action=effect.action,
        active=effect.session.active,
    )


def _after_unreadable(statement: ast.Unreadable, session: Session) -> Session:
    """Expect nothing of the names on a line that could not be read."""
    word = statement.text.split(maxsplit=1)[0]
    lost = replace(session, astray=True) if word in _CHOOSES_SET else session
    return lost.doubting(frozenset(_NAME.findall(statement.text)))


def _after_refusal(
    statement: ast.Command | ast.Textblock, faults: tuple[ScriptFault, ...], session: Session
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
    word = _word(statement)
    if word == "let":
        session = session.binding(dict.fromkeys(names - session.bindings.keys()))
    if word not in _CHOOSES_SET:
        return session
    meant = next((nearest(name, session.sets) for name in names if word == "use"), None)
    return session.using(meant) if meant else replace(session, astray=True)


def _word(statement: ast.Command | ast.Textblock) -> str:
    return statement.word if isinstance(statement, ast.Command) else "textblock"

"""Text to syntax tree. Every line is read by itself, so that all faults of a script are found at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from lark import Lark, UnexpectedInput

from folkekommune.script.ast import Command, Comment, Loop, Script, Statement, Textblock, Unreadable
from folkekommune.script.diagnosis import diagnose
from folkekommune.script.faults import Notice, ScriptFault, fault, notice
from folkekommune.script.lines import LogicalLine, Piece, cut
from folkekommune.script.nearest import nearest
from folkekommune.script.places import Span
from folkekommune.script.tree import TreeMaker, depth
from folkekommune.script.words import CLOSING_WORDS, COMMAND_WORDS, EXTENSION_WORDS

DEEPEST = 60
"""Levels of a line's tree; deeper ones are faults, so that nothing after the parser need fear them."""

_KNOWN = frozenset(COMMAND_WORDS + EXTENSION_WORDS + CLOSING_WORDS)


@dataclass(frozen=True)
class Parsed:
    """A script as far as it could be read.

    :param script: all lines; one that could not be read stands as ``Unreadable``.
    :param faults: what is wrong, in the order of the text.
    """

    script: Script
    faults: tuple[ScriptFault, ...] = ()
    notices: tuple[Notice, ...] = ()


def parse(text: str) -> Parsed:
    """Read a script. Nothing is raised: what is wrong stands in ``faults``."""
    reading = _Reading()
    for piece in cut(text):
        reading.take(piece)
    statements, unpaired = _pair_loops(reading.statements, reading.written)
    faults = sorted([*reading.faults, *unpaired], key=lambda each: each.span)
    whole = Span(1, 1, text.count("\n") + 1, 1)
    script = Script(statements, tuple(reading.comments), span=whole)
    return Parsed(script, tuple(faults), tuple(reading.notices))


class _Reading:
    """What has been read of a script so far."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.written: dict[int, str] = {}  # the text of each logical line, by the line it begins on
        self.comments: list[Comment] = []
        self.faults: list[ScriptFault] = []
        self.notices: list[Notice] = []

    def take(self, piece: Piece) -> None:
        """Read one piece."""
        match piece:
            case Textblock():
                self.statements.append(piece)
            case Comment():
                self.comments.append(piece)
            case ScriptFault():
                self.faults.append(piece)
            case Notice():
                self.notices.append(piece)
            case LogicalLine():
                self._line(piece)

    def _line(self, line: LogicalLine) -> None:
        self.written[line.span.line] = line.text
        read = parse_line(line)
        if isinstance(read, ScriptFault):
            self.faults.append(read)
            known = not read.code.startswith("script.unknown-command")
            self.statements.append(Unreadable(line.text, known, span=line.span))
        elif isinstance(read, Command) and read.word == "endblock":
            self._endblock(read)
        else:
            self.statements.append(read)

    def _endblock(self, command: Command) -> None:
        """Take unknown lines before a lone ``endblock`` as a textblock that lost its beginning.

        Published scripts have such blocks. A line that begins with a command ends the search.
        """
        lost: list[Unreadable] = []
        while (
            self.statements and isinstance(self.statements[-1], Unreadable) and not self.statements[-1].known
        ):
            lost.insert(0, self.statements.pop())  # type: ignore[arg-type]  # the line above says which it is
        if not lost:
            self.faults.append(fault("endblock-alone", command.span))
            self.statements.append(_unpaired(command, self.written))
            return
        lines = {each.span.line for each in lost}
        self.faults = [each for each in self.faults if each.line not in lines]
        self.notices.append(notice("textblock-lost", lost[0].span))
        content = "\n".join(each.text for each in lost)
        self.statements.append(Textblock(content, span=lost[0].span.to(command.span)))


def parse_line(line: LogicalLine) -> Command | Loop | ScriptFault:
    """Read one logical line."""
    unknown = _unknown_word(line)
    if unknown is not None:
        return unknown
    try:
        tree = _lark().parse(line.text)
    except UnexpectedInput as reason:
        return diagnose(line, reason)
    if depth(tree) > DEEPEST:
        return fault("too-deep", line.span)
    maker = TreeMaker(line.first)
    made = maker.transform(tree)
    if maker.impossible_dates:
        return fault("impossible-date", maker.impossible_dates[0])
    assert isinstance(made, Command | Loop)  # noqa: S101  the grammar's start has no third kind
    return made


@cache
def _lark() -> Lark:
    grammar = resources.files(__package__ or __name__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="line", propagate_positions=True, maybe_placeholders=True)


def _unknown_word(line: LogicalLine) -> ScriptFault | None:
    """Tell an unknown command before anything else of the line: the rest can mean nothing then."""
    written = line.text.split("\n", 1)[0]
    start = line.span.column - 1
    end = start
    while end < len(written) and (written[end].isalnum() or written[end] in "-_"):
        end += 1
    word = written[start:end]
    if not word or word in _KNOWN:
        return None
    span = Span(line.first, start + 1, line.first, end + 1)
    instead = nearest(word, COMMAND_WORDS)
    code = "unknown-command-nearest" if instead else "unknown-command"
    return fault(code, span, suggestion=instead, command=word, nearest=instead or "")


def _pair_loops(
    statements: list[Statement], written: dict[int, str]
) -> tuple[tuple[Statement, ...], list[ScriptFault]]:
    """Give each loop its body up to ``end``; a ``for`` or ``end`` without the other is unreadable."""
    result: list[Statement] = []
    faults: list[ScriptFault] = []
    head: Loop | None = None
    body: list[Statement] = []
    for statement in statements:
        closing = isinstance(statement, Command) and statement.word == "end"
        if isinstance(statement, Loop) and head is None:
            head = statement
        elif closing and head is not None:
            result.append(replace(head, body=tuple(body), span=head.span.to(statement.span)))
            head, body = None, []
        elif isinstance(statement, Loop) or closing:
            faults.append(fault("end-alone" if closing else "loop-in-loop", statement.span))
            (result if head is None else body).append(_unpaired(statement, written))
        else:
            (result if head is None else body).append(statement)
    if head is not None:
        faults.append(fault("loop-open", head.span))
        result += [_unpaired(head, written), *body]
    return tuple(result), faults


def _unpaired(statement: Statement, written: dict[int, str]) -> Unreadable:
    return Unreadable(written[statement.span.line], known=True, span=statement.span)

"""Cut a script into logical lines, comments and textblocks, so that a fault in one spoils no other."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

from folkekommune.script.ast import Comment, Textblock
from folkekommune.script.characters import plain_line, straighten
from folkekommune.script.faults import Notice, ScriptFault, fault
from folkekommune.script.places import Span

_CONTINUED = "\\"


@dataclass(frozen=True)
class LogicalLine:
    """A command as written, continuations and trailing comments included.

    :param first: the line of the script it begins on.
    """

    text: str
    first: int

    @property
    def span(self) -> Span:
        """From the first sign of the first line to the end of the last."""
        written = self.text.split("\n")
        column = len(written[0]) - len(written[0].lstrip()) + 1
        return Span(self.first, column, self.first + len(written) - 1, len(written[-1]) + 1)


Piece = LogicalLine | Textblock | Comment | ScriptFault | Notice


def cut(text: str) -> Iterator[Piece]:
    """Cut a script into its pieces, in order. A textblock without an end is a fault in its place."""
    lines = straighten(text).split("\n")
    at = 0
    while at < len(lines):
        word = before_comment(lines[at]).strip()
        if word == "textblock":
            at = yield from _textblock(lines, at)
        elif word.startswith("#"):
            yield _comment(lines[at], lines[at].index("#"), at)
            at += 1
        else:
            at = yield from _logical_line(lines, at)


def before_comment(line: str) -> str:
    """Give what stands before ``//``, unless the slashes are inside quotes."""
    quote: str | None = None
    for place, sign in enumerate(line):
        if quote is not None:
            quote = None if sign == quote else quote
        elif sign in {"'", '"'}:
            quote = sign
        elif line.startswith("//", place):
            return line[:place]
    return line


def _logical_line(lines: list[str], first: int) -> Generator[Piece, None, int]:
    """Gather a line and those it continues on, and give the number of the next one.

    Inside a continued command a line with nothing but a comment is left out, and the command goes on
    if the comment ends with a backslash too: so a commented-out line does not break it.
    """
    gathered: list[str] = []
    beside: list[Piece] = []
    at = first
    continues = True
    while continues and at < len(lines):
        line, notices = plain_line(lines[at], at + 1)
        code = before_comment(line)
        beside.extend(notices)
        if len(code) < len(line):
            beside.append(_comment(line, len(code), at))
        if code.strip() or not gathered:
            gathered.append(line)
            continues = code.rstrip().endswith(_CONTINUED)
        else:
            gathered.append(_CONTINUED)
            continues = line.rstrip().endswith(_CONTINUED) and bool(line.strip())
        at += 1
    if before_comment(gathered[0]).strip():
        yield LogicalLine("\n".join(gathered), first + 1)
    yield from beside
    return at


def _textblock(lines: list[str], first: int) -> Generator[Piece, None, int]:
    end = next((at for at in range(first + 1, len(lines)) if lines[at].strip() == "endblock"), None)
    column = lines[first].index("textblock") + 1
    if end is None:
        yield fault("textblock-open", Span(first + 1, column, first + 1, column + len("textblock")))
        return len(lines)
    span = Span(first + 1, column, end + 1, len(lines[end].rstrip()) + 1)
    yield Textblock("\n".join(lines[first + 1 : end]), span=span)
    return end + 1


def _comment(line: str, place: int, at: int) -> Comment:
    text = line[place:].lstrip("/#").strip()
    return Comment(text, span=Span(at + 1, place + 1, at + 1, len(line.rstrip()) + 1))

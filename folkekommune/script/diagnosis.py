"""Say in plain words why a line could not be read, and what could stand there instead.

Reading stopped at a sign or word that fits nowhere. Each common mistake has a function of its own
that looks at that stop and knows it, or does not; the first that knows it has the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lark import UnexpectedInput, UnexpectedToken

from folkekommune.script.faults import ScriptFault, fault
from folkekommune.script.lines import LogicalLine, before_comment
from folkekommune.script.places import Span

_WORDS = {"and": "&", "og": "&", "or": "|", "eller": "|"}
_NOT = re.compile(r"\b(not|ikke)\s+$", re.IGNORECASE)
_SIGNS = {"===": "==", "&&": "&", "||": "|", "<>": "!=", "=>": ">=", "=<": "<=", "=!": "!="}
_LONG_NUMBER = re.compile(r"\d*\.?\d{16,}")
_LONGEST_SHOWN = 40
_END = "$END"


@dataclass(frozen=True)
class Stop:
    """Where reading stopped.

    :param kind: the token's name in the grammar; ``None`` for a sign that is no token.
    :param row: the line within the logical line, from 1.
    """

    line: LogicalLine
    row: int
    column: int
    kind: str | None
    written: str
    accepted: frozenset[str]

    @property
    def whole(self) -> str:
        """The line of text it stopped in."""
        return self.line.text.split("\n")[self.row - 1]

    @property
    def rest(self) -> str:
        """The text from the stop on."""
        return self.whole[self.column - 1 :]

    def span(self, length: int, column: int | None = None) -> Span:
        """Give a stretch of this many signs, from the stop or from another column."""
        start = self.column if column is None else column
        number = self.line.first + self.row - 1
        return Span(number, start, number, start + max(1, length))


def diagnose(line: LogicalLine, reason: UnexpectedInput) -> ScriptFault:
    """Tell what is wrong at the first place of a line that does not fit."""
    stop = _stop(line, reason)
    found = (look(stop) for look in _LOOKS)
    return next(each for each in found if each is not None)


def _stop(line: LogicalLine, reason: UnexpectedInput) -> Stop:
    if not isinstance(reason, UnexpectedToken):
        row, column = reason.line or 1, reason.column or 1
        written = line.text.split("\n")[row - 1][column - 1 :][:1]
        return Stop(line, row, column, None, written, frozenset())
    token = reason.token
    accepted = frozenset(reason.accepts or reason.expected or ())
    if token.type == _END:
        lines = line.text.split("\n")
        end = len(before_comment(lines[-1]).rstrip().rstrip("\\").rstrip())
        return Stop(line, len(lines), end + 1, _END, "", accepted)
    return Stop(line, token.line or 1, token.column or 1, token.type, str(token), accepted)


def _parenthesis_open(stop: Stop) -> ScriptFault | None:
    if stop.kind != _END:
        return None
    opened: list[Span] = []
    for row, text in enumerate(stop.line.text.split("\n")):
        quote: str | None = None
        number = stop.line.first + row
        for column, sign in enumerate(before_comment(text), start=1):
            if quote is not None:
                quote = None if sign == quote else quote
            elif sign in {"'", '"'}:
                quote = sign
            elif sign == "(":
                opened.append(Span(number, column, number, column + 1))
            elif sign == ")" and opened:
                opened.pop()
    return fault("parenthesis-open", opened[-1]) if opened else None


def _unfinished(stop: Stop) -> ScriptFault | None:
    return fault("unfinished", stop.span(1)) if stop.kind == _END else None


def _quote_open(stop: Stop) -> ScriptFault | None:
    if stop.kind is None and stop.written in {"'", '"'}:
        return fault("quote-open", stop.span(len(stop.rest.rstrip())))
    return None


def _number_too_long(stop: Stop) -> ScriptFault | None:
    number = _LONG_NUMBER.match(stop.rest)
    return fault("number-too-long", stop.span(len(number.group()))) if number else None


def _wrong_sign(stop: Stop) -> ScriptFault | None:
    """Know ``&&`` and its like: reading stopped at its first half or at its second."""
    for sign, instead in _SIGNS.items():
        for column in range(max(1, stop.column - len(sign) + 1), stop.column + 1):
            if stop.whole.startswith(sign, column - 1):
                return fault(
                    "wrong-sign",
                    stop.span(len(sign), column),
                    suggestion=instead,
                    found=sign,
                    instead=instead,
                )
    return None


def _wrong_word(stop: Stop) -> ScriptFault | None:
    word = stop.written.casefold()
    if stop.kind is not None and word in _WORDS:
        span = stop.span(len(word))
        return fault("wrong-sign", span, suggestion=_WORDS[word], found=stop.written, instead=_WORDS[word])
    negation = _NOT.search(stop.whole[: stop.column - 1])
    if negation:
        found = negation.group(1)
        span = stop.span(len(found), negation.start(1) + 1)
        return fault("wrong-sign", span, suggestion="!", found=found, instead="!")
    return None


def _single_equals(stop: Stop) -> ScriptFault | None:
    if stop.written == "=" and "COMPARISON" in stop.accepted:
        return fault("single-equals", stop.span(1), suggestion="==")
    return None


def _double_equals(stop: Stop) -> ScriptFault | None:
    """Know ``generate x == 1``: its first sign was taken for the assignment."""
    if stop.written == "=" and stop.whole[: stop.column - 1].endswith("="):
        return fault("double-equals", stop.span(2, stop.column - 1), suggestion="=")
    return None


def _chained_comparison(stop: Stop) -> ScriptFault | None:
    operator = stop.kind == "COMPARISON" and bool(stop.accepted & {"VBAR", "RPAR", "AMPERSAND"})
    return fault("chained-comparison", stop.span(len(stop.written))) if operator else None


def _second_comma(stop: Stop) -> ScriptFault | None:
    if stop.written == "," and "NAME" in stop.accepted and "," in before_comment(stop.line.text):
        return fault("second-comma", stop.span(1), suggestion="")
    return None


def _misplaced_if(stop: Stop) -> ScriptFault | None:
    if stop.kind != "_IF" or _END not in stop.accepted:
        return None
    return fault("second-if" if "COMMA" in stop.accepted else "if-after-options", stop.span(2))


def _parenthesis_closed(stop: Stop) -> ScriptFault | None:
    return fault("parenthesis-closed", stop.span(1)) if stop.written == ")" else None


def _name_begins_with_digit(stop: Stop) -> ScriptFault | None:
    word = re.match(r"\d[\w.]*", stop.rest) if stop.kind is None else None
    return (
        fault("name-begins-with-digit", stop.span(word.end()), found=_short(word.group())) if word else None
    )


def _semicolon(stop: Stop) -> ScriptFault | None:
    return fault("semicolon", stop.span(1), suggestion="") if stop.written == ";" else None


def _foreign_comment(stop: Stop) -> ScriptFault | None:
    before = stop.whole[: stop.column - 1].strip()
    if not before and stop.rest.startswith(("/*", "*")):
        length = 2 if stop.rest.startswith("/*") else 1
        return fault("foreign-comment", stop.span(length), suggestion="//")
    return None


def _unexpected(stop: Stop) -> ScriptFault:
    return fault("unexpected", stop.span(len(stop.written)), found=_short(stop.written))


def _short(written: str) -> str:
    return written if len(written) <= _LONGEST_SHOWN else written[:_LONGEST_SHOWN] + "…"


_LOOKS: tuple[Callable[[Stop], ScriptFault | None], ...] = (
    _parenthesis_open,
    _unfinished,
    _quote_open,
    _number_too_long,
    _wrong_sign,
    _wrong_word,
    _single_equals,
    _double_equals,
    _chained_comparison,
    _second_comma,
    _misplaced_if,
    _parenthesis_closed,
    _name_begins_with_digit,
    _semicolon,
    _foreign_comment,
    _unexpected,
)

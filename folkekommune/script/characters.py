"""Understand what word processors do to a script: curly quotes, no-break blanks, long dashes.

Each sign is replaced by exactly one, so that places in the text stay what they were. Inside straight
quotes nothing is touched: there such signs are part of a text.
"""

from __future__ import annotations

import unicodedata

from folkekommune.script.faults import Notice, notice
from folkekommune.script.places import Span

_SINGLE = frozenset("‘’‚‛‹›")
_DOUBLE = frozenset("“”„‟«»")
_BLANK = frozenset(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u3000\ufeff"
)
_DASH = frozenset("\u2010\u2011\u2012\u2013\u2014\u2212")
_NOTICE = {"'": "curly-quotes", '"': "curly-quotes", " ": "odd-blanks", "-": "long-dashes"}


def straighten(text: str) -> str:
    """Give line ends and composed letters their plain form, before anything is counted."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")


def plain_line(line: str, number: int) -> tuple[str, tuple[Notice, ...]]:
    """Replace the signs of word processors in one line, and say which kinds were found."""
    if line.isascii():
        return line, ()
    signs: list[str] = []
    found: dict[str, int] = {}
    opened: str | None = None  # the plain quote we are inside
    by_curly = False
    for column, sign in enumerate(line, start=1):
        plain = _plain(sign, opened, by_curly=by_curly)
        if plain != sign:
            found.setdefault(_NOTICE[plain], column)
        if opened is None and plain == "/" and line[column : column + 1] == "/":
            signs.append(line[column - 1 :])
            break
        if plain in {"'", '"'}:
            if opened is None:
                opened, by_curly = plain, plain != sign
            elif plain == opened:
                opened = None
        signs.append(plain)
    notices = (notice(code, Span(number, column, number, column + 1)) for code, column in found.items())
    return "".join(signs), tuple(notices)


def _plain(sign: str, opened: str | None, *, by_curly: bool) -> str:
    if opened is None:
        if sign in _SINGLE:
            return "'"
        if sign in _DOUBLE:
            return '"'
        if sign in _BLANK:
            return " "
        return "-" if sign in _DASH else sign
    if by_curly and ((opened == "'" and sign in _SINGLE) or (opened == '"' and sign in _DOUBLE)):
        return opened
    return sign

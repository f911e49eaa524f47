"""Find a city district by name or number, also when its name was spoilt on the way.

A name may come in other case, decomposed, read with the wrong encoding (``Ã…rstad``), or with the
letters lost (``?rstad``). It is taken only when exactly one district of the municipality fits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from folkekommune.municipalities.borders import current_code
from folkekommune.municipalities.division import district, districts

_DISTRICT_DIGITS = 6
_MUNICIPALITY_DIGITS = 4
_WRONG_ENCODINGS = ("cp1252", "latin-1", "cp865")
_LOST = re.compile("Ã?[?\N{REPLACEMENT CHARACTER}]+")


def district_code(municipality: str, name_or_code: str) -> str | None:
    """Give the six-digit number of a district of this municipality, or None when no one fits.

    >>> district_code("4601", "årstad"), district_code("4601", "120107"), district_code("4601", "Alna")
    ('460107', '460107', None)
    """
    number = current_code(municipality)
    if number is None:
        return None
    wanted = name_or_code.strip()
    if wanted.isdigit():
        return _by_number(number, wanted)
    return _by_name(number, wanted)


def _by_number(municipality: str, wanted: str) -> str | None:
    """Match a number. Districts kept their last two digits when their city was renumbered."""
    if len(wanted) != _DISTRICT_DIGITS:
        return None
    head, tail = wanted[:_MUNICIPALITY_DIGITS], wanted[_MUNICIPALITY_DIGITS:]
    if current_code(head) != municipality or district(municipality + tail) is None:
        return None
    return municipality + tail


def _by_name(municipality: str, wanted: str) -> str | None:
    known = _names(municipality)
    for spelling in _spellings(wanted):
        if spelling in known:
            return known[spelling]
    if not _LOST.search(wanted):
        return None
    parts = (re.escape(_plain(part)) for part in _LOST.split(wanted))
    pattern = re.compile(".{1,2}".join(parts))
    fitting = [number for name, number in known.items() if pattern.fullmatch(name)]
    return fitting[0] if len(fitting) == 1 else None


@cache
def _names(municipality: str) -> dict[str, str]:
    return {_plain(entry.name): entry.number for entry in districts(municipality)}


def _spellings(wanted: str) -> list[str]:
    """List what the name may have been before it was read with the wrong encoding, once or twice."""
    found = [wanted]
    for _ in range(2):
        found += [repaired for name in found for repaired in _repairs(name) if repaired not in found]
    return [_plain(name) for name in found]


def _repairs(name: str) -> list[str]:
    repaired = []
    for encoding in _WRONG_ENCODINGS:
        try:
            repaired.append(name.encode(encoding).decode("utf-8"))
        except UnicodeError:
            continue
    return repaired


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())

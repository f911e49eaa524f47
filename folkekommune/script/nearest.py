"""Find the valid name a mistyped one was most likely meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LIKENESS = 0.67
_SHORTEST_BEGINNING = 3


def nearest(written: str, valid: Iterable[str]) -> str | None:
    """Give the valid name most like the one written, if any is like it.

    A name that differs in letter case alone comes first, then a single name that begins with what
    was written (``tab`` for ``tabulate``), then the one with the most letters in common.

    >>> nearest("vekt_kg_a4", ["HOEYDE_CM_A4", "VEKT_KG_A4"])
    'VEKT_KG_A4'
    """
    folded = {name.casefold(): name for name in sorted(valid, reverse=True)}
    key = written.casefold()
    if key in folded:
        return folded[key]
    beginning = [name for name in folded if name.startswith(key)]
    if len(beginning) == 1 and len(key) >= _SHORTEST_BEGINNING:
        return folded[beginning[0]]
    close = get_close_matches(key, sorted(folded), n=1, cutoff=_LIKENESS)
    if close:
        return folded[close[0]]
    return folded[min(beginning, key=len)] if beginning and len(key) >= _SHORTEST_BEGINNING else None

"""Search as people write: whole sentences, other endings, the professionals' word, a place in between.

All words must fit; where nothing has them all, those that fit most of the telling words are found. A word is
telling when it fits few of what can be found. What fits nothing at all, finds nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from folkekommune.web.ports import Place

_ENDINGS = ("ingene", "ingen", "inga", "ing", "ene", "ane", "ende", "ig", "et", "en", "es", "er", "ar", "as")
_LAST = ("e", "a", "t", "s")
_SHORTEST_STEM = 3
_NEAR = 3
"""How many times better the best hit may be than one that is still shown."""
_NUMBERS = {
    "ett": "1",
    "eitt": "1",
    "one": "1",
    "to": "2",
    "two": "2",
    "fire": "4",
    "four": "4",
    "seks": "6",
    "six": "6",
    "sju": "7",
    "syv": "7",
    "seven": "7",
    "åtte": "8",
    "eight": "8",
}


@dataclass(frozen=True)
class Findable:
    """Something that can be found: its name among the others, and every text it may be found by."""

    name: str
    texts: tuple[str, ...]


def words(text: str) -> list[str]:
    """Give the words of a text in small letters, numbers as digits."""
    return [_NUMBERS.get(word, word) for word in re.findall(r"[^\W_]+", text.casefold())]


def stem(word: str) -> str:
    """Give a word without its ending, so that «fullammet» and «fullamming» are the same.

    >>> stem("fullammet") == stem("fullamming")
    True
    """
    for ending in (*_ENDINGS, *_LAST):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def find(search: str, among: Iterable[Findable]) -> list[str]:
    """Give the names of what is found: in their order where all words fit, else the best first."""
    wanted = list(dict.fromkeys(stem(word) for word in words(search)))
    fits = {each.name: _fit(each) for each in among}
    if whole := [name for name, fit in fits.items() if all(fit(word) for word in wanted)]:
        return whole
    having = {word: sum(fit(word) for fit in fits.values()) for word in wanted}
    telling = {word: 1 / math.sqrt(many) for word, many in having.items() if 0 < 2 * many <= len(fits)}
    scores = {name: sum(worth for word, worth in telling.items() if fit(word)) for name, fit in fits.items()}
    best = max(scores.values(), default=0)
    found = [name for name, score in scores.items() if score and _NEAR * score >= best]
    return sorted(found, key=lambda name: -scores[name])


def place_in(search: str, places: Iterable[Place]) -> tuple[Place | None, str]:
    """Find the first place that is named in a search; give it, and the search without its name."""
    asked = words(search)
    for place in places:
        name = words(place.name)
        starts = [at for at in range(len(asked)) if asked[at : at + len(name)] == name]
        if starts:
            return place, " ".join(asked[: starts[0]] + asked[starts[0] + len(name) :])
    return None, search


def _fit(each: Findable) -> Callable[[str], bool]:
    """Say whether a stem fits: a long one inside a word, a short one as the whole of another stem."""
    has = set(words(" ".join(each.texts)))
    stems = {stem(word) for word in has}
    text = " ".join(sorted(has))
    return lambda word: word in stems if len(word) <= _SHORTEST_STEM else word in text

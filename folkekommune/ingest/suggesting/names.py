"""How alike the name of a field and the name of an item are.

Names are cut into words, words into their usual form; a word is alike another when they are the same, stand
in one line of ``synonyms.toml``, or one begins or contains the other (Norwegian puts words together). Words
that few items have count for more.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

_SYNONYMS = Path(__file__).with_name("synonyms.toml")
_CAMEL = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])|(?<=[A-Za-zæøåÆØÅ])(?=[0-9])|(?<=[0-9])(?=[A-Za-zæøåÆØÅ])")
_WORD = re.compile(r"[a-z]+|[0-9]+")
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "é": "e", "ö": "o", "ä": "ae", "ü": "u"})
_OPAQUE = re.compile(r"[A-Za-z]{0,4}[._-]?[0-9]{1,6}")
_EMPTY = frozenset(
    {"i", "pa", "av", "ved", "for", "og", "eller", "til", "er", "den", "det", "en", "et", "per", "pr", "med"}
    | {"mot", "the", "of", "at", "in", "or", "og", "som", "har", "sin", "sitt", "ein", "eit", "siste"}
)
_SHORTEST_PART, _SHORTEST_START = 4, 3
_PART, _START, _SHARED = 0.7, 0.75, 0.5
_SHARED_LETTERS = 5


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """Cut a name into words, without those that tell nothing."""
    parted = _CAMEL.sub(" ", text).casefold().translate(_LETTERS)
    return tuple(word for word in _WORD.findall(parted) if word not in _EMPTY)


def is_opaque(name: str) -> bool:
    """Tell whether a name is a mere number, such as F001."""
    return bool(_OPAQUE.fullmatch(name.strip().lstrip("@")))


@cache
def _lines() -> dict[str, frozenset[int]]:
    """Give the lines of synonyms that each word stands in."""
    content = tomllib.loads(_SYNONYMS.read_text(encoding="utf-8"))
    found: dict[str, set[int]] = {}
    for number, line in enumerate(content["words"]):
        for word in line:
            for part in words_of(word):
                found.setdefault(part, set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _in_line() -> dict[int, list[str]]:
    """Give the words that stand in each line of synonyms."""
    found: dict[int, list[str]] = {}
    for word, numbers in _lines().items():
        for number in numbers:
            found.setdefault(number, []).append(word)
    return found


@lru_cache(maxsize=400_000)
def likeness(left: str, right: str) -> float:
    """Tell how alike two words are, from 0 to 1."""
    if left == right:
        return 1.0
    if left.isdigit() or right.isdigit():
        return 0.0
    lines = _lines()
    if lines.get(left, frozenset()) & lines.get(right, frozenset()):
        return 0.95
    short, long = sorted((left, right), key=len)
    if len(short) >= _SHORTEST_START and long.startswith(short):
        return _START + (1 - _START) * len(short) / len(long)
    if len(short) >= _SHORTEST_PART and long.endswith(short):
        return _PART
    for line in lines.get(short, frozenset()):
        if any(len(word) > _SHORTEST_PART and word in long for word in _in_line()[line]):
            return _PART
    begins = left[:_SHARED_LETTERS]
    return _SHARED if len(short) >= _SHARED_LETTERS and right.startswith(begins) else 0.0


class Vocabulary:
    """Names of things, and how much each of their words tells."""

    def __init__(self, texts: dict[str, Iterable[str]]) -> None:
        self._names = {key: {words_of(text) for text in known} - {()} for key, known in texts.items()}
        seen = Counter(
            word for names in self._names.values() for word in {word for name in names for word in name}
        )
        self._weight = {word: math.log((len(self._names) + 1) / count) for word, count in seen.items()}
        self._usual = sorted(self._weight.values())[len(self._weight) // 2] if self._weight else 1.0

    def alike(self, texts: Iterable[str], key: str) -> float:
        """Tell how alike the best of some texts is to a thing's names, from 0 to 1."""
        own = [words_of(text) for text in texts]
        pairs = ((left, right) for left in own if left for right in self._names.get(key, ()))
        return max((self._pair(left, right) for left, right in pairs), default=0.0)

    def _pair(self, left: tuple[str, ...], right: tuple[str, ...]) -> float:
        covered = self._covered(left, right) + self._covered(right, left)
        return covered / 2 if covered else 0.0

    def _covered(self, these: tuple[str, ...], those: tuple[str, ...]) -> float:
        whole = sum(self._weight.get(word, self._usual) for word in these)
        met = sum(
            self._weight.get(word, self._usual) * max(likeness(word, other) for other in those)
            for word in these
        )
        return met / whole if whole else 0.0

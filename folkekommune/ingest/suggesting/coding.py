"""What the words of a coded column stand for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy.optimize import linear_sum_assignment

from folkekommune.catalogue.model import Code, CodeList
from folkekommune.ingest.cells.words import NOT_ASSESSED, plain
from folkekommune.ingest.suggesting.names import likeness, words_of
from folkekommune.ingest.suggesting.values import Values

_SURE, _LIKELY, _DOUBTED = 0.9, 0.6, 0.8
_CLEARLY, _LEFT = 0.1, 0.5
_LONG_LIST, _MANY_WORDS = 50, 60
_NOT_ASSESSED = {"-", "x", "9", "99", "nask", "absent:unknown", "null:nask", "iv", "na"}

Found = dict[str, tuple[int | str, float]]


@dataclass(frozen=True)
class Reading:
    """A code for each word, and how sure: 1 where the word is the code's title, or nearly so.

    :param fit: which share of the cells has a word that is understood.
    :param by_title: whether titles were read, rather than codes.
    """

    codes: dict[str, int | str] = field(default_factory=dict, hash=False)
    sure: dict[str, float] = field(default_factory=dict, hash=False)
    fit: float = 0.0
    by_title: bool = False


class CodeReader:
    """Reads columns by code lists, each pair once."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], Reading] = {}

    def read(self, values: Values, code_list: CodeList) -> Reading:
        """Find the code that each word of a column stands for."""
        key = (values.column.name, code_list.name)
        if key not in self._read:
            self._read[key] = read_codes(values, code_list)
        return self._read[key]


def read_codes(values: Values, code_list: CodeList) -> Reading:
    """Find the code that each word stands for: by the title that the export gives it, or by itself."""
    titles = values.column.titles
    by_title = _by_titles({word: titles.get(word, word) for word in values.counts}, code_list)
    by_code = _as_codes(values, code_list)
    takes_codes = not titles and _fit(values, by_code) >= _fit(values, by_title)
    found = by_title | by_code if takes_codes else by_title
    found |= _left_over(values, code_list, found)
    return Reading(
        codes={word: code for word, (code, _) in found.items()},
        sure={word: sure for word, (_, sure) in found.items()},
        fit=_fit(values, found),
        by_title=not takes_codes,
    )


@lru_cache(maxsize=100_000)
def title_likeness(left: str, right: str) -> float:
    """Tell how alike two titles of codes are."""
    if plain(left) == plain(right):
        return 1.0
    these, those = words_of(left), words_of(right)
    if not these or not those:
        return 0.0
    if these == those:
        return 0.98
    forth = sum(max(likeness(a, b) for b in those) for a in these) / len(these)
    back = sum(max(likeness(a, b) for a in these) for b in those) / len(those)
    return min(0.95, (forth + back) / 2)


def _by_titles(words: dict[str, str], code_list: CodeList) -> Found:
    """Give each word the code whose title is most like it, no code to two words that are unlike."""
    if len(code_list.codes) > _LONG_LIST or len(words) > _MANY_WORDS:
        return _exact(words, code_list)
    values = list(dict.fromkeys(code.value for code in code_list.codes))
    likes = np.zeros((len(words), len(values)))
    for row, title in enumerate(words.values()):
        for code in code_list.codes:
            best = max(title_likeness(title, each) for each in _titles(code))
            likes[row, values.index(code.value)] = max(likes[row, values.index(code.value)], best)
    rows, columns = linear_sum_assignment(-likes)
    chosen = dict(zip(rows.tolist(), columns.tolist(), strict=True))
    found: Found = {}
    for row, word in enumerate(words):
        # A word that is spelt in two ways has the same code twice; otherwise each code is one word's.
        own = int(likes[row].argmax()) if likes[row].max(initial=0) >= _SURE else chosen.get(row, -1)
        best = float(likes[row, own]) if own >= 0 else 0.0
        if best >= _LIKELY:
            second = float(np.delete(likes[row], own).max(initial=0))
            clear = best - second >= _CLEARLY or best >= _SURE
            found[word] = (values[own], best if clear else best * _DOUBTED)
        elif NOT_ASSESSED in values and plain(words[word]) in _NOT_ASSESSED:
            found[word] = (NOT_ASSESSED, _LIKELY)
    return found


def _exact(words: dict[str, str], code_list: CodeList) -> Found:
    """Give each word the code whose title or value it is."""
    known: dict[str, int | str] = {}
    for code in code_list.codes:
        for title in (*_titles(code), str(code.value)):
            known.setdefault(plain(title), code.value)
    return {word: (known[plain(title)], 1.0) for word, title in words.items() if plain(title) in known}


def _titles(code: Code) -> tuple[str, str, str]:
    return code.title.nb, code.title.nn, code.title.en


def _as_codes(values: Values, code_list: CodeList) -> Found:
    known = {str(code.value): code.value for code in code_list.codes}
    return {word: (known[word], _LIKELY) for word in values.counts if word in known}


def _left_over(values: Values, code_list: CodeList, found: Found) -> Found:
    """Give the one usual word that is left the one code that is left; that is likely, and no more."""
    usual = [w for w, n in values.counts.items() if n >= values.filled / 100 and w not in found]
    taken = {code for code, _ in found.values()}
    codes = dict.fromkeys(c.value for c in code_list.codes if not c.sentinel and c.value not in taken)
    return {usual[0]: (next(iter(codes)), _LEFT)} if len(usual) == len(codes) == 1 and taken else {}


def _fit(values: Values, found: Found) -> float:
    if not values.filled:
        return 0.0
    return sum(count for word, count in values.counts.items() if word in found) / values.filled

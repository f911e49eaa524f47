"""Turn columns of values into texts: labels, numbers, dates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from folkekommune.catalogue.model import CodeList
from folkekommune.synthetic.arrays import BoolArray, FloatArray, IntArray, TextArray, day_number
from folkekommune.synthetic.frames import Cells, Spelling

_FOREVER = 10**6
_MOST_DECIMALS = 3
_SAME = 1e-9


def each_once(values: np.ndarray, write: Callable[[float], str]) -> TextArray:
    """Write every value, working out each different one once."""
    found, place = np.unique(values, return_inverse=True)
    texts = np.array([write(value) for value in found.tolist()], dtype=object)
    return texts[place] if len(texts) else np.empty(0, dtype=object)


def decimal_text(value: float, decimals: int) -> str:
    """Write a number with so many decimals, or with more when it has more."""
    text = f"{value:.{decimals}f}"
    if abs(float(text) - value) > _SAME:
        text = f"{value:.{_MOST_DECIMALS}f}".rstrip("0")
    return text


def capitalised(text: str) -> str:
    """Give a text with a capital first."""
    return text[:1].upper() + text[1:]


def code_places(code_list: CodeList, values: FloatArray, days: IntArray) -> IntArray:
    """Tell for each value which code of the list it is, the one that was valid on the day; -1 for none.

    A date gone wrong still finds the code, if not its right version.
    """
    places = np.full(len(values), -1, dtype=np.int64)
    for index, code in enumerate(code_list.codes):
        rows = values == float(code.value)
        places[rows & (places < 0)] = index
        first = day_number(code.valid_from)
        last = day_number(code.valid_until) if code.valid_until else _FOREVER
        places[rows & (days >= first) & (days <= last)] = index
    return places


def by_code(code_list: CodeList, values: FloatArray, days: IntArray) -> TextArray:
    """Give the label of each code as it was on the day."""
    labels = np.array([capitalised(code.title.nb) for code in code_list.codes] + [""], dtype=object)
    return labels[code_places(code_list, values, days)]


def spelt(cells: Cells, texts: TextArray, ways: dict[Spelling, Callable[[int], str]]) -> TextArray:
    """Write the cells that are to be written otherwise, and leave out those without an answer.

    :param ways: how to write a row, by spelling.
    """
    texts = texts.copy()
    for row in np.flatnonzero(cells.present & (cells.spelling != Spelling.PLAIN)):
        way = ways.get(Spelling(int(cells.spelling[row])))
        if way is not None:
            texts[row] = way(int(row))
    blank: BoolArray = ~cells.present
    texts[blank] = ""
    return texts


def number_word(spelling: Spelling) -> str | None:
    """Give the number or word that stands for missing."""
    return {
        Spelling.NINES: "999",
        Spelling.MINUS: "-1",
        Spelling.ZERO: "0",
        Spelling.UNKNOWN: "ukjent",
    }.get(spelling)

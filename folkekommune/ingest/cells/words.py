"""What the text of a single answer means: coded answers, numbers, dates and plain texts.

Every function here gives a *cleaner*: word in, meaning out. What is not written as the mapping expects,
but can only mean one thing, is repaired, and the rule that did it is counted (see ``RULES``). What cannot be
understood is a fault, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from folkekommune.catalogue.model import CodeList, ValueType, Variable
from folkekommune.ingest.cells.columns import MISSING, Clean, Meaning
from folkekommune.ingest.cells.dated_words import DatedWords

BLANK = "blank"
CASE = "case"
FORM = "label-or-code"
WORD = "known-word"
MOJIBAKE = "mojibake"
DECIMAL = "decimal-mark"
MARKER = "missing-marker"
RULES = (BLANK, CASE, FORM, WORD, MOJIBAKE, DECIMAL, MARKER)

CODE_UNKNOWN = "code-unknown"
NUMBER_UNREADABLE = "number-unreadable"
DATE_UNREADABLE = "date-unreadable"
TEXT_UNEXPECTED = "text-unexpected"

EPOCH = date(1970, 1, 1)
NOT_ASSESSED = 9
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,15})?")
_LONGEST_NAME = 60
_FORMULA = ("=", "+", "@")
_LOST = "\N{REPLACEMENT CHARACTER}"
_IDENTITY_NUMBER = re.compile(r"(?<![0-9])[0-9]{6}[ .-]?[0-9]{5}(?![0-9])")
_DASHES = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-"})


@dataclass(frozen=True)
class Writing:
    """How a record system writes answers, as its mapping says.

    :param coded: ``titles`` or ``codes``: which of the two is expected for a coded answer.
    :param missing: words that stand for no answer; :param missing_numbers: numbers that do when they
        lie outside what the item can be.
    :param sentinels: words for answers outside the scale, such as ``-`` for not assessed.
    :param terms: words that are as good as the title or code, by code list; :param words: words that
        deviate, and are counted as repaired.
    :param dated: terms and words that hold for a while; they come before those that always do.
    """

    coded: str
    decimal: str = "."
    date_format: str = "%Y-%m-%d"
    language: str = "nb"
    missing: frozenset[str] = frozenset()
    missing_numbers: frozenset[float] = frozenset()
    sentinels: dict[str, int] = field(default_factory=dict, hash=False)
    terms: dict[str, dict[str, int | str]] = field(default_factory=dict, hash=False)
    words: dict[str, dict[str, int | str]] = field(default_factory=dict, hash=False)
    dated: tuple[DatedWords, ...] = ()

    def dated_of(self, code_list: str) -> tuple[DatedWords, ...]:
        """Give the words for a code list that hold for a while."""
        return tuple(each for each in self.dated if each.code_list == code_list)

    def holding(self, code_list: str, chosen: Iterable[DatedWords]) -> Writing:
        """Give the writing where some of its dated words hold."""
        terms, words = dict(self.terms.get(code_list, {})), dict(self.words.get(code_list, {}))
        for each in chosen:
            named = {plain(word) for word in (*each.terms, *each.words)}
            for known in (terms, words):
                for word in [word for word in known if plain(word) in named]:
                    del known[word]
            terms |= each.terms
            words |= each.words
        return replace(
            self, terms=self.terms | {code_list: terms}, words=self.words | {code_list: words}, dated=()
        )


def plain(text: str) -> str:
    """Take away what does not tell words apart: case, kind of dash, blanks around and between."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_DASHES).casefold().split())


def code_cleaner(code_list: CodeList, writing: Writing) -> Clean:
    """Understand coded answers: the title or the code, also when written a little wrong."""
    codes = {code.value for code in code_list.codes}
    by_title: dict[str, int | str] = {}
    for title in _titles(code_list, writing.language):
        by_title.setdefault(*title)
    by_code: dict[str, int | str] = {plain(str(value)): value for value in codes}
    terms = writing.terms.get(code_list.name, {})
    near_terms = {plain(word): value for word, value in terms.items()}
    words = {plain(word): value for word, value in writing.words.get(code_list.name, {}).items()}
    sentinels = {plain(word): value for word, value in writing.sentinels.items()}
    missing = {plain(word) for word in writing.missing}
    # What the mapping says of a word comes before what the code list would make of it.
    for told in (words, near_terms):
        for word, value in told.items():
            for known in (by_title, by_code):
                if known.get(word, value) != value:
                    del known[word]
    expected, other = (by_title, by_code) if writing.coded == "titles" else (by_code, by_title)
    exact = _exact_writings(code_list, writing)
    exact_plain = {plain(word) for word in exact}

    def clean(word: str) -> Meaning:
        if word in terms:
            return Meaning(terms[word])
        known = plain(word)
        if not known:
            return MISSING
        if known in expected:
            return Meaning(expected[known], _slip(word, exact, exact_plain))
        if known in words:
            return Meaning(words[known], WORD)
        if known in sentinels:
            value = sentinels[known]
            return Meaning(value if value in codes else None, None if word == word.strip() else BLANK)
        if known in near_terms:
            return Meaning(near_terms[known], BLANK if word.strip() in terms else CASE)
        if known in other:
            return Meaning(other[known], FORM)
        if known in missing:
            return Meaning(None, MARKER)
        restored = _with_right_encoding(word)
        if restored != word and (meaning := clean(restored)).fault is None:
            return Meaning(meaning.value, MOJIBAKE)
        return Meaning(None, fault=CODE_UNKNOWN)

    return clean


def number_cleaner(variable: Variable, writing: Writing) -> Clean:
    """Understand numbers, with either decimal mark, and the numbers that stand for no answer."""
    whole = variable.value_type is not ValueType.DECIMAL
    low, high = variable.limits or (float("-inf"), float("inf"))
    absent = {plain(word) for word in writing.missing}
    sentinels = {plain(word) for word in writing.sentinels}
    wrong_mark = "," if writing.decimal == "." else "."

    def clean(word: str) -> Meaning:
        text = word.strip()
        known = plain(text)
        if not known or known in sentinels:
            return MISSING
        if known in absent:
            return Meaning(None, MARKER)
        if not _NUMBER.fullmatch(text):
            return Meaning(None, fault=NUMBER_UNREADABLE)
        value = float(text.replace(",", "."))
        if value in writing.missing_numbers and not low <= value <= high:
            return Meaning(None, MARKER)
        if whole and not value.is_integer():
            return Meaning(None, fault=NUMBER_UNREADABLE)
        rule = DECIMAL if wrong_mark in text else BLANK if text != word else None
        return Meaning(int(value) if whole else value, rule)

    return clean


def date_cleaner(writing: Writing) -> Clean:
    """Understand dates as days since 1970-01-01."""

    def clean(word: str) -> Meaning:
        text = word.strip()
        if not text:
            return MISSING
        try:
            day = datetime.strptime(text, writing.date_format).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            return Meaning(None, fault=DATE_UNREADABLE)
        return Meaning((day - EPOCH).days, None if text == word else BLANK)

    return clean


def text_cleaner(writing: Writing) -> Clean:
    """Understand names and numbers of places: as they stand, without blanks around them.

    What is too long for a name, has several lines or holds an identity number is none: free text must not
    get in through a column that is meant for a name. Nor must a formula, which would be worked out where a
    table with the name is opened, or what the encoding of the file could not say.
    """
    absent = {plain(word) for word in (*writing.missing, *writing.sentinels)}

    def clean(word: str) -> Meaning:
        text = " ".join(word.split())
        if plain(text) in absent or not text:
            return MISSING
        free = len(text) > _LONGEST_NAME or "\n" in word.strip() or _IDENTITY_NUMBER.search(text)
        if free or text.startswith(_FORMULA) or _LOST in text:
            return Meaning(None, fault=TEXT_UNEXPECTED)
        return Meaning(text)

    return clean


def _titles(code_list: CodeList, language: str) -> Iterable[tuple[str, int | str]]:
    """Give titles and what they stand for, the record system's language first."""
    for chosen in (language, "nb", "nn", "en"):
        for code in code_list.codes:
            yield plain(str(getattr(code.title, chosen))), code.value


def _exact_writings(code_list: CodeList, writing: Writing) -> frozenset[str]:
    """Give the words that are written just as expected."""
    if writing.coded != "titles":
        return frozenset(str(code.value) for code in code_list.codes)
    titles = [str(getattr(code.title, writing.language)) for code in code_list.codes]
    return frozenset(titles) | {title[:1].upper() + title[1:] for title in titles}


def _slip(word: str, exact: frozenset[str], exact_plain: set[str]) -> str | None:
    """Tell in which way a word that could be understood is not as expected."""
    if word in exact:
        return None
    if word.strip() in exact:
        return BLANK
    return CASE if plain(word) in exact_plain else FORM


def _with_right_encoding(word: str) -> str:
    """Give what a word was before its UTF-8 was read as Windows-1252."""
    try:
        return word.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return word

"""Every sentence a person reads, in bokmål, nynorsk and English side by side.

One TOML file a subject. A text is a table with the keys ``nb``, ``nn`` and ``en``; a text that
depends on a number holds a table with ``one`` and ``other`` instead of a string, chosen by the
parameter ``n``. Parameters stand in braces. Numbers are written the way of the language, with a true minus
sign: this is for readers, and what machines read is never written here.
"""

from __future__ import annotations

import tomllib
from decimal import localcontext
from functools import cache
from importlib import resources
from typing import Any, Literal

from babel.numbers import format_decimal

Language = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")
# Babel knows nynorsk's numbers through the bokmål locale data it inherits from.
_LOCALES = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}


_WIDEST = 400
MINUS = "\N{MINUS SIGN}"
"""Stands before a number below nought wherever a person reads it; what machines read has a hyphen."""


class TextMissingError(LookupError):
    """A code without a text: our own fault, found by the tests."""


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Read all text files into one map from ``file.code`` to its languages."""
    texts: dict[str, dict[str, Any]] = {}
    for entry in sorted(resources.files(__name__).iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            subject = entry.name.removesuffix(".toml")
            for code, languages in tomllib.loads(entry.read_text(encoding="utf-8")).items():
                texts[f"{subject}.{code}"] = languages
    return texts


def text(code: str, language: Language, /, **parameters: object) -> str:
    """Write the text with this code in a language.

    >>> text("common.yes", "nn")
    'ja'

    :raises TextMissingError: when no such text exists.
    """
    try:
        sentence = catalogue()[code][language]
    except KeyError:
        raise TextMissingError(code, language) from None
    if isinstance(sentence, dict):
        sentence = sentence["one" if parameters.get("n") == 1 else "other"]
    written = {name: _write(value, language) for name, value in parameters.items()}
    return str(sentence).format(**written)


def number(value: float, language: Language, decimals: int | None = None) -> str:
    """Write a number the way of the language, with a non-breaking blank between thousands.

    A number below nought has a true minus sign in every language; one that is rounded to nought has none.
    """
    if decimals is None:
        pattern = "#,##0.###"
    else:
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    # The widest float has 309 digits; the usual precision would refuse a number for being large.
    with localcontext(prec=_WIDEST):
        written = str(format_decimal(value, format=pattern, locale=_LOCALES[language]))
    written = written.replace("-", MINUS)  # Babel writes a hyphen in every language
    return written if written.strip(f"{MINUS}0,.") else written.removeprefix(MINUS)


def interval(lower: str, upper: str, language: Language) -> str:
    """Join the ends of an interval, each written by :func:`number`.

    A dash where both are nought or more: so ranges are set in print, and in a table on a telephone it leaves
    room for the next column. A word where one is below: a dash beside a minus sign reads as another minus,
    so that nobody can tell whether ``−1–2`` ends at 2 or at −2.

    >>> interval("3", "5", "nb")
    '3–5'
    >>> interval("−1", "2", "nb")
    '−1 til 2'
    """
    if MINUS in lower + upper:
        return text("common.interval", language, lower=lower, upper=upper)
    return f"{lower}–{upper}"


def _write(value: object, language: Language) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value, language)
    return str(value)

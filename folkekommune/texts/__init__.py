"""Every sentence a person reads, in bokmål, nynorsk and English side by side.

One TOML file a subject. A text is a table with the keys ``nb``, ``nn`` and ``en``; a text that
depends on a number holds a table with ``one`` and ``other`` instead of a string, chosen by the
parameter ``n``. Parameters stand in braces. Numbers are written the way of the language.
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
    """Write a number the way of the language, with a non-breaking blank between thousands."""
    if decimals is None:
        pattern = "#,##0.###"
    else:
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    # The widest float has 309 digits; the usual precision would refuse a number for being large.
    with localcontext(prec=_WIDEST):
        return str(format_decimal(value, format=pattern, locale=_LOCALES[language]))


def _write(value: object, language: Language) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value, language)
    return str(value)

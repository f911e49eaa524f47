"""Write the syntax of a command in a language: the words in capitals stand for what the user writes."""

from __future__ import annotations

import re

from folkekommune.texts import Language, text

_PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b")

PLACEHOLDERS = frozenset(
    {
        *("ALIAS", "COMMAND", "CONDITION", "DATABANK", "DATASET", "DATE", "EXPRESSION", "KEY", "LABEL"),
        *("LIST", "NAME", "NEW", "OLD", "OPTION", "STATISTIC", "TEXT", "VALUE", "VALUES", "VAR", "VERSION"),
    }
)


def in_language(form: str, language: Language) -> str:
    """Write a form such as ``keep if CONDITION`` with the placeholders of a language.

    >>> in_language("keep if CONDITION", "nb")
    'keep if VILKÅR'
    """
    return _PLACEHOLDER.sub(lambda found: _word(found.group(), language), form)


def _word(word: str, language: Language) -> str:
    return text(f"script.placeholder-{word.lower()}", language) if word in PLACEHOLDERS else word

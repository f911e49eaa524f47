"""Write the syntax of a command in a language: the words in capitals stand for what the user writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from folkekommune.catalogue.model import Texts
from folkekommune.texts import LANGUAGES, Language, text

_PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b")

PLACEHOLDERS = frozenset(
    {
        *("ALIAS", "COMMAND", "CONDITION", "DATABANK", "DATASET", "DATE", "EXPRESSION", "FUNCTION", "KEY"),
        *("LABEL", "LIST", "NAME", "NEW", "NUMBER", "OLD", "OPTION", "SEED", "SHARE", "STATISTIC", "TEXT"),
        *("VALUE", "VALUES", "VAR", "VERSION"),
    }
)


def in_language(form: str, language: Language) -> str:
    """Write a form such as ``keep if CONDITION`` with the placeholders of a language.

    >>> in_language("keep if CONDITION", "nb")
    'keep if VILKÅR'
    """
    return _PLACEHOLDER.sub(lambda found: _word(found.group(), language), form)


def table(headings: Sequence[str], rows: Iterable[Sequence[str | Texts]]) -> Texts:
    """Write a table in Markdown, in every language.

    :param headings: codes of texts.
    """
    rows = [tuple(row) for row in rows]
    return Texts(*(_table(headings, rows, language) for language in LANGUAGES))


def _table(headings: Sequence[str], rows: Iterable[Sequence[str | Texts]], language: Language) -> str:
    written = [[text(code, language) for code in headings], ["---"] * len(headings)]
    written += [
        [cell if isinstance(cell, str) else cell.in_language(language) for cell in row] for row in rows
    ]
    return "\n".join(f"| {' | '.join(cell.replace('|', '¦') for cell in row)} |" for row in written)


def _cell(content: str | Texts, language: Language) -> str:
    return content if isinstance(content, str) else content.in_language(language)


def _word(word: str, language: Language) -> str:
    return text(f"script.placeholder-{word.lower()}", language) if word in PLACEHOLDERS else word

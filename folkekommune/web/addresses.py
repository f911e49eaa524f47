"""Addresses: ``/<language>/<audience>/…``. The language is the first part, citizens have no audience part."""

from __future__ import annotations

from folkekommune.texts import LANGUAGES, Language

MUNICIPALITY = "kommune"
RESEARCH = "arbeidsbenk"
STEWARD = "forvaltning"
LOG_IN = "logg-inn"
LOG_OUT = "logg-ut"
GALLERY = "galleri"
PRIVATE = frozenset({MUNICIPALITY, RESEARCH, STEWARD, LOG_IN, LOG_OUT, GALLERY})
"""First parts, after the language, of pages that know who reads them, or show those that do."""
EMBEDDED = "innfelt"
"""First part, after the language, of answers that stand in other sites' frames."""


def split_language(path: str) -> tuple[Language | None, str]:
    """Split an address into its language, if it has one, and the rest without leading slash.

    >>> split_language("/nn/sporsmal/")
    ('nn', 'sporsmal/')
    """
    first, _, rest = path.lstrip("/").partition("/")
    for language in LANGUAGES:
        if first == language:
            return language, rest
    return None, path.lstrip("/")


def is_public(path: str) -> bool:
    """Say whether an address is a page for everyone: in a language, and outside the private parts."""
    language, rest = split_language(path)
    return language is not None and rest.partition("/")[0] not in PRIVATE


def is_embedded(path: str) -> bool:
    """Say whether an address is an answer that any site may put in a frame."""
    language, rest = split_language(path)
    return language is not None and rest.partition("/")[0] == EMBEDDED


def in_language(path: str, language: Language) -> str:
    """Give the same page in a language.

    >>> in_language("/nb/sporsmal/", "en")
    '/en/sporsmal/'
    """
    return f"/{language}/{split_language(path)[1]}"

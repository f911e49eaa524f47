"""Texts in several languages, as the format writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from folkekommune.datasets.findings import Finding
from folkekommune.datasets.shapes import also, many, one_of, record

LANGUAGE_CODES = ("no", "nb", "nn", "en")
IMPORTED = "no"
"""The language that microdata.no's import picks, and fails without."""


def _filled(value: Any, path: str) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield Finding("not-text", path=path)
    elif not value:
        yield Finding("empty-text", path=path)


def _has_norwegian(value: Any, path: str) -> Iterator[Finding]:
    if not any(entry["languageCode"] == IMPORTED and entry["value"].strip() for entry in value):
        yield Finding("no-norwegian", path=path)


TEXTS = also(
    many(record({"languageCode": one_of(LANGUAGE_CODES), "value": _filled}), least=1), _has_norwegian
)
"""A text in at least the language that is imported."""

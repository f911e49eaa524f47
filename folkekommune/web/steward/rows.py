"""A table of words: what stands in a row, for the macro ``steward/words.html``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A heading and the texts behind it."""

    heading: str
    cells: tuple[str, ...]
    href: str | None = None

"""The first rows of a data set of invented persons: what can be looked at in practice, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from math import isnan
from typing import Any, Self

from folkekommune.catalogue.model import ValueType
from folkekommune.services.practice.people import EPOCH
from folkekommune.texts import Language, text

FIRST = 10
"""How many are shown."""


@dataclass(frozen=True)
class FirstRows:
    """The first rows of a data set.

    :param names: of its variables, :param rows: the values of each row as text, empty for missing.
    :param of: how many rows there are.
    """

    dataset: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    of: int

    def plain(self) -> dict[str, Any]:
        """Give them as plain data."""
        return asdict(self)

    @classmethod
    def restored(cls, plain: Mapping[str, Any]) -> Self:
        """Read them back from plain data."""
        rows = tuple(tuple(row) for row in plain["rows"])
        return cls(plain["dataset"], tuple(plain["names"]), rows, plain["of"])


def value_text(value: float | str | None, kind: ValueType) -> str:
    """Write a value of an invented person."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return ""
    if kind is ValueType.DATE:
        return date.fromordinal(int(value) + EPOCH).isoformat()
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)


def rows_heading(shown: FirstRows, language: Language) -> str:
    """Tell which rows these are."""
    return text("practice.rows", language, n=len(shown.rows), dataset=shown.dataset, of=shown.of)


def rows_text(shown: FirstRows, language: Language) -> str:
    """Write rows for a terminal."""
    lines = [shown.names, *shown.rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(shown.names))]
    written = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    ]
    return "\n".join([rows_heading(shown, language), *(line.rstrip() for line in written)])


def rows_markdown(shown: FirstRows, language: Language) -> str:
    """Write rows as a Markdown table."""
    lines = [shown.names, tuple("---" for _ in shown.names), *shown.rows]
    table = ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]
    return "\n".join([rows_heading(shown, language), "", *table])


def rows_html(shown: FirstRows, language: Language) -> str:
    """Write rows as a table with a caption."""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in shown.names)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in shown.rows
    )
    caption = escape(rows_heading(shown, language))
    table = f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody>"
    return (
        f'<div class="fk-table-region" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="ds-table">{table}</table></div>'
    )

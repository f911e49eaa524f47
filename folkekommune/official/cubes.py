"""A table as it came: its dimensions with their categories, and its cells. Nothing is understood yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from folkekommune.errors import InputError

MOST_BYTES = 30_000_000
MOST_CELLS = 1_000_000
LONGEST = 200
"""Characters kept of any name in a file: names are shown to people."""


@dataclass(frozen=True)
class Category:
    """A category of a dimension: its code and its label, the same where a file has only one."""

    code: str
    label: str


@dataclass(frozen=True)
class Dimension:
    """A dimension of a table.

    :param role: ``time``, ``geo`` or ``metric`` where the file says so.
    """

    name: str
    label: str
    categories: tuple[Category, ...]
    role: str = ""


@dataclass(frozen=True)
class CubeCell:
    """A cell: the place of its category on each dimension, and a number or a sign."""

    place: tuple[int, ...]
    number: float | None
    sign: str = ""


@dataclass(frozen=True)
class Cube:
    """A table as it came.

    :param form: the shape of the file, by the code of its text.
    """

    form: str
    title: str
    source: str
    updated: str
    dimensions: tuple[Dimension, ...]
    cells: Iterable[CubeCell] = field(repr=False)

    @property
    def invented(self) -> bool:
        """Whether the table says of itself that it is synthetic."""
        return any("syntetisk" in said.casefold() for said in (self.title, self.source))


def fault(code: str, **parameters: str | int) -> InputError:
    """Make the fault of a file."""
    return InputError(f"official.{code}", place=None, suggestion=None, **parameters)


def named(written: object) -> str:
    """Give a name from a file: one line, not too long.

    :raises InputError: ``official.broken`` when it is no text.
    """
    if isinstance(written, int) and not isinstance(written, bool):
        written = str(written)
    if not isinstance(written, str):
        raise fault("broken")
    return " ".join("".join(c if c.isprintable() else " " for c in written[: 4 * LONGEST]).split())[:LONGEST]

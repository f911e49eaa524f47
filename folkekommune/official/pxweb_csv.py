"""Read the CSV files of PxWeb, which Statistics Norway, the health registries and others hand out.

They come in two shapes: one line a number (``csv2``, ``csv3``), and one line a place with a column for each
period and content (the file one gets from the page). Above the heads there may stand a title. Which heads
are dimensions the description of the table says; all other columns hold numbers.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from folkekommune.official.cubes import MOST_CELLS, Category, Cube, CubeCell, Dimension, fault, named
from folkekommune.official.descriptions import Description, Use

HEADING_YEAR, HEADING_SEX, HEADING_CONTENTS = "@year", "@sex", "@contents"
"""What dimensions are called that stand in the heads of columns."""

_PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)?\d\d))?)(?!\d)")
_DELIMITERS = (";", "\t", ",")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_SIGNS = frozenset({".", "..", "...", ":", "-", ""})


@dataclass(frozen=True)
class _Column:
    """A column of numbers: the categories that its head tells, by dimension."""

    at: int
    categories: tuple[tuple[str, str], ...]


def read_pxweb_csv(written: str, description: Description) -> Cube:
    """Read a table.

    :raises InputError: when it has no heads that the description knows, or a line does not fit its heads.
    """
    title, rows = _rows(written)
    heads = [named(head) for head in next(rows, [])]
    known = _dimension_heads(description)
    dimensions = [at for at, head in enumerate(heads) if head.casefold() in known]
    columns = [_column(at, heads[at], description) for at in range(len(heads)) if at not in dimensions]
    wanted = {head.casefold() for names in description.contents.named().values() for head in names}
    if not dimensions or not columns:
        raise fault("no-heads", expected=", ".join(description.columns.place))
    if description.use is Use.GROUPING:
        columns = [column for column in columns if heads[column.at].casefold() in wanted]
    return _cube(rows, [heads[at] for at in dimensions], (dimensions, columns), title=title)


def _cube(
    rows: Iterable[Sequence[str]], heads: Sequence[str], at: tuple[list[int], list[_Column]], *, title: str
) -> Cube:
    dimensions, columns = at
    names = [*heads, *dict.fromkeys(name for column in columns for name, _ in column.categories)]
    known: list[dict[str, int]] = [{} for _ in names]
    cells: list[CubeCell] = []
    width = 1 + max((*dimensions, *(column.at for column in columns)))
    for line, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            break  # what follows an empty line are footnotes
        if len(row) < width:
            raise fault("short-line", row=line)
        told = {name: named(row[place]) for name, place in zip(heads, dimensions, strict=True)}
        for column in columns:
            categories = told | dict(column.categories)
            place = tuple(
                seen.setdefault(categories.get(n, ""), len(seen))
                for n, seen in zip(names, known, strict=True)
            )
            number, sign = _read(row[column.at], line)
            cells.append(CubeCell(place, number, sign))
        if len(cells) > MOST_CELLS:
            raise fault("too-many-cells", most=MOST_CELLS)
    return Cube(
        form="pxweb",
        title=title,
        source="",
        updated="",
        dimensions=tuple(
            Dimension(name, name, tuple(Category(*_split(each)) for each in seen))
            for name, seen in zip(names, known, strict=True)
        ),
        cells=tuple(cells),
    )


def _rows(written: str) -> tuple[str, Iterator[list[str]]]:
    """Give the title above the heads, and the rows from the heads on."""
    lines = written.splitlines()
    title = ""
    while lines and (_is_title(lines[0]) or not "".join(lines[1:2]).strip()):
        title = title or named(lines[0].strip().strip('"'))
        lines = lines[1:]
    delimiter = max(_DELIMITERS, key=lines[0].count) if lines else ","
    return title, _parsed("\n".join(lines), delimiter)


def _is_title(line: str) -> bool:
    """Say whether a line is none of the table: empty, or one text alone."""
    text = line.strip()
    alone = text.strip('"')
    quoted = text.startswith('"') and text.endswith('"') and '"' not in alone
    return not text or quoted or not any(delimiter in text for delimiter in _DELIMITERS)


def _parsed(written: str, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(written), delimiter=delimiter, strict=True)
    except csv.Error:
        raise fault("broken") from None


def _dimension_heads(description: Description) -> frozenset[str]:
    columns = description.columns
    groups = (columns.place, columns.year, columns.sex, columns.age, columns.contents, *columns.fixed)
    return frozenset(name.casefold() for names in groups for name in names)


def _column(at: int, head: str, description: Description) -> _Column:
    """Read the head of a column of numbers: a period, a sex, a content, in whatever order."""
    found: list[tuple[str, str]] = []
    rest = head
    if period := _PERIOD.search(rest):
        found.append((HEADING_YEAR, period[1]))
        rest = f"{rest[: period.start()]} {rest[period.end() :]}"
    names = [name for each in description.sexes.values() for name in each if not name.isdigit()]
    for name in sorted(names, key=len, reverse=True):
        if sex := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", rest, re.IGNORECASE):
            found.append((HEADING_SEX, name))
            rest = f"{rest[: sex.start()]} {rest[sex.end() :]}"
            break
    rest = " ".join(rest.split())
    if rest:
        found.append((HEADING_CONTENTS, rest))
    return _Column(at, tuple(found))


def _split(written: str) -> tuple[str, str]:
    """Give code and label: ``4601 Bergen`` has both, else they are the same."""
    code, _, label = written.partition(" ")
    return (code, label) if label and any(c.isdigit() for c in code) else (written, written)


def _read(written: str, line: int) -> tuple[float | None, str]:
    """Read a number, or the sign in its place."""
    text = "".join(written.split())
    if text in _SIGNS:
        return (0.0, "") if text == "-" else (None, text or "..")
    grouped = re.fullmatch(r"(?:EKG|KG)0*(\d+)", text)
    if grouped:
        return float(grouped[1]), ""
    if not _NUMBER.fullmatch(text):
        if len(text) <= 2:  # noqa: PLR2004 - a sign of the source's own, which the description may know
            return None, text
        raise fault("no-number", row=line)
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise fault("no-number", row=line)
    return number, ""

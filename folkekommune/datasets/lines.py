"""Read a data file line by line: to tell on which line a row stands, and why a file cannot be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from folkekommune.datasets.findings import MOST, Finding

FIELDS = 5
LONGEST = 2**20
"""Bytes of a block; a line must fit in one."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def lines_of_rows(file: Path, rows: Collection[int]) -> dict[int, int]:
    """Give the line of each row; rows are counted from 0 over the lines that are not blank."""
    wanted, last, found = set(rows), max(rows, default=-1), {}
    for row, (line, _) in enumerate(_written(file)):
        if row in wanted:
            found[row] = line
        if row >= last:
            break
    return found


def why_unreadable(file: Path) -> list[Finding]:
    """Say which lines keep a data file from being read."""
    if not file.stat().st_size:
        return [Finding("empty-file")]
    found: list[Finding] = []
    for line, content in _written(file):
        if rule := _fault(content):
            found.append(Finding(rule, line=line))
        if len(found) == MOST:
            break
    return found or [Finding("unreadable")]


def _fault(content: bytes) -> str | None:
    if len(content) >= LONGEST:
        return "line-too-long"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "encoding"
    return None if _count_fields(text) == FIELDS else "fields"


def _count_fields(text: str) -> int:
    """Count fields; a separator inside quotes is part of a text."""
    count, quoted = 1, False
    for character in text:
        if character == '"':
            quoted = not quoted
        elif character == ";" and not quoted:
            count += 1
    return count


def _written(file: Path) -> Iterator[tuple[int, bytes]]:
    """Give the lines that are not blank, with their numbers; of one that is too long, its beginning."""
    with file.open("rb") as stream:
        number = 0
        while piece := stream.readline(LONGEST):
            number += 1
            content = piece.rstrip(b"\r\n")
            while piece and not piece.endswith(b"\n"):
                piece = stream.readline(LONGEST)
            if number == 1:
                content = content.removeprefix(_BYTE_ORDER_MARK)
            if content:
                yield number, content

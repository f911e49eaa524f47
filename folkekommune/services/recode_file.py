"""A ``recode`` command made of a table of codes: a file with a row for each old value.

The codes come to stand in the script itself, so that it can be read, cited and run by others.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from folkekommune.errors import InputError
from folkekommune.script.parser import parse

LARGEST_FILE = 200_000
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_RANGE = re.compile(r"-?\d+(\.\d+)?\s*/\s*-?\d+(\.\d+)?")
_WORDS = frozenset({"missing", "nonmissing", "*"})
_FEWEST, _MOST = 2, 3


@dataclass(frozen=True)
class _Rule:
    old: str
    new: str
    label: str


def recode_command(variable: str, content: bytes, *, as_text: bool = False) -> str:
    """Write the command that a file describes: old value, new value and perhaps a label in each row.

    Columns are divided by semicolons, commas or tabs. A first row without any code is a heading. Codes are
    numbers unless one of them is none, or begins with a nought.

    :param as_text: whether they are text although they look like numbers, such as those of municipalities.
    :raises InputError: when the file cannot be read so, or the variable has no name.
    """
    rules = _read(content)
    as_text = as_text or not all(_is_number(rule.old) and _NUMBER.fullmatch(rule.new) for rule in rules)
    groups: dict[tuple[str, str], list[str]] = {}
    for rule in rules:
        old = _quote(rule.old) if as_text and rule.old not in _WORDS else rule.old
        groups.setdefault((rule.new, rule.label), []).append(old)
    written = [
        f"({' '.join(old)} = {_quote(new) if as_text else new}{f' {_quote(label)}' if label else ''})"
        for (new, label), old in groups.items()
    ]
    command = f"recode {variable} " + " \\\n    ".join(written) + "\n"
    if not variable.isidentifier() or parse(command).faults:
        raise InputError("workbench.recode-variable", name=variable)
    return command


def _read(content: bytes) -> tuple[_Rule, ...]:
    if len(content) > LARGEST_FILE:
        raise InputError("workbench.recode-large", limit=LARGEST_FILE // 1000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # what spreadsheets in Norway still write
    divider = max(";\t,", key=text.partition("\n")[0].count)
    rows = [[cell.strip() for cell in row] for row in csv.reader(StringIO(text), delimiter=divider)]
    rows = [row for row in rows if any(row)]
    if rows and not any(re.search(r"\d", cell) for cell in rows[0]) and len(rows) > 1:
        rows = rows[1:]
    if not rows:
        raise InputError("workbench.recode-empty")
    for number, row in enumerate(rows, start=1):
        if not _FEWEST <= len(row) <= _MOST or not all(row[:_FEWEST]):
            raise InputError("workbench.recode-row", row=number)
    _check_once([row[0] for row in rows])
    return tuple(_Rule(row[0], row[1], row[2] if len(row) == _MOST else "") for row in rows)


def _check_once(values: Sequence[str]) -> None:
    """Refuse a value that stands twice, told by its row: it cannot become two things."""
    for number, value in enumerate(values, start=1):
        if value in values[: number - 1]:
            raise InputError("workbench.recode-twice", row=number)


def _is_number(value: str) -> bool:
    return bool(_NUMBER.fullmatch(value) or _RANGE.fullmatch(value) or value in _WORDS)


def _quote(text: str) -> str:
    mark = '"' if "'" in text else "'"
    return f"{mark}{text.replace(mark, '')}{mark}"

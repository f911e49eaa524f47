"""Where the keys of a TOML file stand. ``tomllib`` reads them without their places."""

from __future__ import annotations

import re

_TABLE = re.compile(r"^\s*(?P<many>\[)?\[\s*(?P<name>[^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"^\s*(?P<name>{_PART}(?:\s*\.\s*{_PART})*)\s*=(?P<value>.*)$")
_PARTS = re.compile(_PART)
_INSIDE = re.compile(
    rf"""(?P<skip>"(?:\\.|[^"\\\n])*"(?!\s*=)|'[^'\n]*'(?!\s*=)|\#.*)|(?P<name>{_PART})\s*="""
)


def key_lines(text: str) -> dict[str, int]:
    """Give the line of each key and table by its name with dots; the first of a list is ``name[1]``.

    A line inside a text of several lines may be taken for a key. That costs a wrong line in a message for a
    key of the same name, and no more.
    """
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _TABLE.match(line):
            table = _dotted(heading["name"])
            if heading["many"]:
                counts[table] = counts.get(table, 0) + 1
                table = f"{table}[{counts[table]}]"
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            name = _below(table, _dotted(key["name"]))
            found.setdefault(name, number)
            if key["value"].lstrip().startswith("{"):
                for inside in _INSIDE.finditer(key["value"]):
                    if inside["name"]:
                        found.setdefault(_below(name, _dotted(inside["name"])), number)
    return found


def _dotted(name: str) -> str:
    return ".".join(part.strip("\"'") for part in _PARTS.findall(name))


def _below(table: str, name: str) -> str:
    return f"{table}.{name}" if table else name

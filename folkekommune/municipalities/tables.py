"""Read the room's data files."""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib import resources
from typing import Any

_FOLDER = resources.files("folkekommune.municipalities") / "data"


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """Read a CSV file as one dictionary a row."""
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader(lines))


def read_json(name: str) -> dict[str, Any]:
    """Read a JSON file, anew each time, so that the caller may change what it gets."""
    content: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return content

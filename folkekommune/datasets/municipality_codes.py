"""The municipality numbers that a value of unit type KOMMUNE may have."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

from folkekommune.catalogue.model import Code, CodeList, Texts

_FILE = Path(__file__).with_name("data") / "kommune.csv"
_TITLE = Texts("Kommune", "Kommune", "Municipality")


@cache
def municipality_codes() -> CodeList:
    """Give every number with the time it was in use. Names of municipalities are not translated."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        codes = tuple(
            Code(
                value=row["code"],
                title=Texts(row["title"], row["title"], row["title"]),
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            )
            for row in csv.DictReader(stream)
        )
    return CodeList("kommune", _TITLE, codes)

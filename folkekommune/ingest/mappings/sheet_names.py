"""Which occasion the sheets of a workbook hold: the section ``[sheets]`` of a mapping."""

from __future__ import annotations

import re

from folkekommune.catalogue.model import Databank
from folkekommune.ingest.mappings.mapping import Mapping

LONGEST = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_MANY_DIGITS = re.compile(r"(?:[0-9][ .-]?){6,}")


class SheetNames:
    """The names of sheets as a mapping has them.

    :raises InputError: for a section that cannot be.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._skipped: tuple[str, ...] = ()
        self._named: dict[str, str] = {}
        if mapping.layout is not None:
            named = mapping.layout.table("named")
            self._skipped = mapping.layout.texts("skip")
            self._named = {name: named.choice(name, mapping.occasions) for name in named}
            mapping.layout.close()

    def occasions(self, databank: Databank) -> dict[str, str]:
        """Give the occasion that each sheet holds, empty for sheets that are skipped.

        A sheet is named as its occasion, the way a workbook allows, unless the mapping says otherwise.
        """
        language = self._mapping.writing.language
        titles = {
            sheet_name(str(getattr(occasion.title, language))): occasion.name
            for occasion in databank.occasions
        }
        return titles | self._named | dict.fromkeys(self._skipped, "")


def sheet_name(title: str) -> str:
    """Give the name that a sheet with a title can have."""
    return _NOT_IN_NAMES.sub(" ", title)[:LONGEST].strip()


def shown(name: str) -> str:
    """Give the name of a sheet as it may be shown: one that looks like data is not."""
    data = len(name) > LONGEST or not name.isprintable() or _MANY_DIGITS.search(name)
    return "…" if data else name

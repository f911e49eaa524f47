"""Excel workbooks (.xlsx), read row by row in memory that does not grow with the sheet.

A workbook is a zip file of XML parts (ECMA-376, part 1). Only the list of sheets, the shared texts and the
sheets themselves are read. Nothing is worked out: a cell with a formula is given as such, with the value that
was last stored in it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from folkekommune.errors import InputError, Place
from folkekommune.ingest.formats.archive import Archive, open_archive
from folkekommune.ingest.formats.sheet_rows import RowHandler, SheetRow
from folkekommune.ingest.formats.sheet_texts import SharedTexts
from folkekommune.ingest.formats.xml_feed import BrokenXmlError, Handler, XmlFeed

_MIB = 1024 * 1024
_LARGEST_LIST = 8 * _MIB
_LARGEST_TEXTS = 128 * _MIB
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHOWN = {"", "visible"}
_NO = {"", "0", "false", "off"}


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """An open workbook.

    :param from_1904: whether days are counted from 1 January 1904 instead of the end of 1899.
    """

    def __init__(self, archive: Archive, place: Place) -> None:
        self._archive = archive
        self._place = place
        main = self._relations("").get("officeDocument", "")
        relations = self._relations(main)
        found = _Sheets()
        self._parse(main, found)
        self.sheets = tuple(
            Sheet(name, relations.get(f"#{relation}", ""), hidden) for name, relation, hidden in found.sheets
        )
        self.from_1904 = found.from_1904
        self._texts = self._read_texts(relations.get("sharedStrings"))

    def rows(self, sheet: Sheet) -> Iterator[SheetRow]:
        """Give the rows of a sheet in which a cell holds something.

        :raises InputError: ``sheets.broken`` and others, for what is no sheet.
        """
        handler = RowHandler(self._texts, Place(file=self._place.file))
        with self._reading(sheet.part) as stream:
            for _ in XmlFeed(handler, self._place).feed_all(stream):
                yield from handler.take()

    def _read_texts(self, part: str | None) -> list[str]:
        texts = SharedTexts()
        if part is not None:
            if self._archive.size(part) > _LARGEST_TEXTS:
                raise InputError("sheets.texts-many", place=self._place)
            with self._reading(part) as stream:
                for _ in XmlFeed(texts, self._place).feed_all(stream):
                    pass
        return texts.found

    def _relations(self, part: str) -> dict[str, str]:
        """Give the parts that a part refers to, by ``#id`` and by the last word of their kind."""
        folder, name = posixpath.split(part)
        found = _Relations(folder)
        self._parse(posixpath.join(folder, "_rels", f"{name}.rels"), found)
        return found.found

    def _parse(self, part: str, handler: Handler) -> None:
        if self._archive.size(part) > _LARGEST_LIST:
            raise InputError("sheets.broken", place=self._place)
        with self._reading(part) as stream:
            for _ in XmlFeed(handler, self._place).feed_all(stream):
                pass

    @contextmanager
    def _reading(self, part: str) -> Iterator[BinaryIO]:
        if part not in self._archive.names:
            raise InputError("sheets.broken", place=self._place)
        try:
            with self._archive.open(part) as stream:
                yield stream
        except BrokenXmlError:
            raise InputError("sheets.broken", place=self._place) from None


class _Relations:
    """Which parts a part refers to. What lies outside the file is left out."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.found: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name != f"{_RELATIONS} Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        part = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
        self.found[f"#{attributes.get('Id', '')}"] = part
        self.found[attributes.get("Type", "").rpartition("/")[2]] = part

    def end(self, _name: str, _text: str) -> None:
        """Take nothing from it."""


class _Sheets:
    """The sheets that a workbook lists: name, relation, whether hidden."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "workbookPr":
            self.from_1904 = attributes.get("date1904", "") not in _NO
        elif tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(" id")), "")
            hidden = attributes.get("state", "") not in _SHOWN
            self.sheets.append((attributes.get("name", ""), relation, hidden))

    def end(self, _name: str, _text: str) -> None:
        """Take nothing from it."""


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook.

    :raises InputError: when it is none, is locked with a password, or has been made to do harm.
    """
    place = Place(file=str(path))
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            raise InputError("sheets.not-workbook", place=place)
    with open_archive(path) as archive:
        yield Workbook(archive, place)

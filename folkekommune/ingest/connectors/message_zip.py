"""Read visits sent as messages: XML with a message head, one a visit, many in a zip file.

``manifest.txt`` in the zip file names each message with its SHA-256; no message is read that is not as it
says. The rows of a file are the lines of that list. A message that corrects an earlier one holds the whole
visit again, so the one that was made last counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from folkekommune.catalogue.model import Databank
from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.batch import ROWS_AT_A_TIME, Batch, Remark
from folkekommune.ingest.cells.units import convert, factor_between
from folkekommune.ingest.delivery import DeliveredFile, Delivery
from folkekommune.ingest.formats.archive import open_archive
from folkekommune.ingest.formats.xml_feed import BrokenXmlError
from folkekommune.ingest.mappings.mapping import OTHER_IDENTITY, RECORD, VISIT_DATE, Mapping, file_pattern
from folkekommune.ingest.mappings.message_layout import MessageLayout, read_layout
from folkekommune.ingest.reading.gathering import Gatherer
from folkekommune.ingest.reading.header_fields import check_roles
from folkekommune.ingest.reading.message_list import MANIFEST, read_list
from folkekommune.ingest.reading.messages import read_message

SHAPE = "message_zip"
_LARGEST_MESSAGE = 1024 * 1024
_OSLO = ZoneInfo("Europe/Oslo")


def check(mapping: Mapping) -> None:
    """Refuse a mapping without what is needed to find a visit in a message."""
    place = Place(file=str(mapping.file))
    if "files" not in mapping.options:
        raise InputError("ingest.key-missing", place=place, key="options.files")
    file_pattern(mapping, "files")
    read_layout(mapping)
    check_roles(mapping, (RECORD, VISIT_DATE))


def visit_files(delivery: Delivery, mapping: Mapping) -> list[DeliveredFile]:
    """Give the zip files with the right name."""
    pattern = file_pattern(mapping, "files")
    return [file for file in delivery.files if pattern.fullmatch(file.name)]


def read(delivery: Delivery, mapping: Mapping, databank: Databank) -> Iterator[Batch]:
    """Read every zip file of a delivery, message by message."""
    pattern = file_pattern(mapping, "files")
    layout = read_layout(mapping)
    for file in delivery.files:
        path = delivery.path(file)
        named = pattern.fullmatch(file.name)
        if named is None:
            raise InputError("ingest.file-unexpected", place=Place(file=str(path)), mapping=mapping.file.name)
        if named.groupdict().get("municipality", delivery.municipality) != delivery.municipality:
            raise InputError("ingest.file-municipality", place=Place(file=str(path)))
        yield from _Reading(path, mapping, databank, layout=layout).batches(file.rows)


class _Reading:
    """One zip file."""

    def __init__(self, path: Path, mapping: Mapping, databank: Databank, *, layout: MessageLayout) -> None:
        self._path = path
        self._mapping = mapping
        self._databank = databank
        self._layout = layout
        self._gatherer = Gatherer(path.name, mapping, databank)
        self._units = {v.item: v.unit or "" for v in databank.variables.values() if v.item} | {
            item: unit.name for item, unit in mapping.units.items()
        }

    def batches(self, promised: int | None) -> Iterator[Batch]:
        """Give the visits of the messages in batches, then check that all of them were there."""
        with open_archive(self._path) as archive:
            listed = read_list(archive, self._path)
            if listed.marked:
                self._gatherer.remarks.append(Remark("byte-order-mark", f"{self._path.name} [{MANIFEST}]"))
            for row, (name, digest) in enumerate(listed.digests.items(), start=1):
                content = archive.read(name, _LARGEST_MESSAGE)
                if hashlib.sha256(content).hexdigest() != digest:
                    raise InputError("messages.altered", place=self._place(row))
                self._add(content, row)
                if row % ROWS_AT_A_TIME == 0:
                    yield from self._gatherer.flush()
            yield from self._gatherer.flush()
            if promised is not None and promised != len(listed.digests):
                place = Place(file=str(self._path))
                raise InputError("ingest.rows-differ", place=place, n=len(listed.digests))

    def _place(self, row: int) -> Place:
        return Place(file=str(self._path), row=row)

    def _add(self, content: bytes, row: int) -> None:
        place = self._place(row)
        try:
            message = read_message(content, self._layout, place)
            version = _second(message.generated)
        except (BrokenXmlError, ValueError):
            self._gatherer.broken.append(row)
            return
        if message.occasion not in self._mapping.occasions:
            raise InputError("messages.occasion-unknown", place=place, mapping=self._mapping.file.name)
        rows = self._gatherer.at(message.occasion)
        cells: dict[str, str] = {}
        known, units = rows.targets, message.units
        for name, word in message.fields.items():
            target = known.get(name)
            if target is None:
                target = self._gatherer.target(rows, name, place)
            if target and word:
                cells[target] = self._in_unit(units[name], target, word) if name in units else word
        record = cells.pop(RECORD, "")
        identity, others = message.identities(self._layout.identifiers)
        if others:
            cells[OTHER_IDENTITY] = " ".join(others)
        rows.put(cells)
        rows.numbers.append(row)
        rows.record.append(record)
        rows.version.append(version)
        rows.withdrawn.append(message.withdrawn)
        rows.identity.append(identity)

    def _in_unit(self, unit: str, target: str, word: str) -> str:
        """Give a number in the unit that the mapping expects; in a unit that is not known it is none."""
        wanted = self._units.get(target, "")
        if unit == wanted:
            return word
        factor = factor_between(unit, wanted)
        return f"{word} {unit}" if factor is None else convert(word, factor, self._mapping.writing)


def _second(moment: str) -> int:
    """Give the second since 1970 of a moment, in Norwegian time where it has no zone."""
    found = datetime.fromisoformat(moment)
    return int((found if found.tzinfo else found.replace(tzinfo=_OSLO)).timestamp())

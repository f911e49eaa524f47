"""Shape A: a wide CSV report, one file an occasion and delivery, as Norwegian offices export them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.arrays import IntArray, TextArray
from folkekommune.synthetic.faults.deliveries import (
    ADDED,
    MARKED,
    MOVED,
    NO_LAST_LINE,
    RENAMED,
    DeliveryFaults,
    misread,
)
from folkekommune.synthetic.frames import Cells, Frame, Spelling
from folkekommune.synthetic.losses import NOT_ASSESSED
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import YES_OR_NO, Item, Questionnaire
from folkekommune.synthetic.systems import Delivery, RecordSystem
from folkekommune.synthetic.writing.manifest import WrittenFile
from folkekommune.synthetic.writing.texts import (
    by_code,
    capitalised,
    decimal_text,
    each_once,
    number_word,
    spelt,
)

ENCODING = "cp1252"
_END = "\r\n"
_MARK = b"\xef\xbb\xbf"
_YES = 1.0


@dataclass(frozen=True)
class Register:
    """What the report knows beside the answers: children's names and birth dates."""

    names: TextArray
    born: IntArray


@dataclass
class WideCsvWriter:
    """Writes one delivery in shape A."""

    folder: Path
    system: RecordSystem
    delivery: Delivery
    questionnaire: Questionnaire
    databank: Databank
    places: Places
    register: Register
    settings: dict[str, Any]
    looks: dict[str, Any]
    faults: DeliveryFaults
    rows: dict[str, int] = field(default_factory=dict)

    def write(self, frame: Frame) -> None:
        """Add visits to the file of their occasion."""
        if frame.occasion not in self.rows:
            self._begin(frame.occasion)
        self.rows[frame.occasion] += len(frame)
        if not len(frame):
            return
        columns = [texts.tolist() for _, texts in self._columns(frame)]
        lines = [";".join(row) for row in zip(*columns, strict=True)]
        with self._path(frame.occasion).open("ab") as file:
            file.write((_END.join(lines) + _END).encode(ENCODING))

    def close(self) -> list[WrittenFile]:
        """End every file with its number of rows."""
        written = []
        # A visit may have been put under an occasion that is none of the system's own.
        for index, occasion in enumerate(dict.fromkeys((*self.system.occasions, *self.rows))):
            if occasion not in self.rows:
                self._begin(occasion)
            if not (self.faults.file == NO_LAST_LINE and index == 0):
                with self._path(occasion).open("ab") as file:
                    file.write(f"Antall rader;{self.rows[occasion]}{_END}".encode(ENCODING))
            written.append(WrittenFile(self._path(occasion), self.rows[occasion]))
        return written

    def _path(self, occasion: str) -> Path:
        day = f"{self.delivery.extracted:%Y%m%d}"
        return self.folder / f"HP_{occasion}_{self.system.municipality}_{day}.csv"

    def _begin(self, occasion: str) -> None:
        self.rows[occasion] = 0
        title = self.questionnaire.occasion(occasion).title
        place = self._place_name(
            self.places.names[self.places.municipalities.index(self.system.municipality)]
        )
        extracted = f"{self.delivery.extracted:%d.%m.%Y %H:%M}"
        report = (
            f"Rapport: Helseprofil {title};Kommune: {self.system.municipality} {place};Uttrekk: {extracted}"
        )
        head = [report, "", ";".join(self._headings(occasion))]
        first = self.faults.file == MARKED and occasion == self.system.occasions[0]
        content = (_MARK if first else b"") + (_END.join(head) + _END).encode(ENCODING)
        self._path(occasion).write_bytes(content)

    def _headings(self, occasion: str) -> list[str]:
        """Give the headings; a delivery may have other ones than the one before (E18)."""
        items = [heading for heading, _ in self._layout(occasion)]
        if self.faults.column == RENAMED:
            items = [self.looks["renamed"].get(heading, heading) for heading in items]
        return items

    def _layout(self, occasion: str) -> list[tuple[str, str]]:
        """Give heading and content (a role, an item) of each column."""
        by_role = {item.role: item for item in self.questionnaire.items if item.role}
        first = [
            (self.settings["name"] if role == "name" else by_role[role].labels[occasion], role)
            for role in self.settings["first"]
        ]
        taken = set(self.settings["first"]) | {"occasion"}
        rest = [
            (item.labels[occasion], item.name)
            for item in self.questionnaire.items
            if occasion in item.occasions and item.role not in taken
        ]
        if self.faults.column == MOVED:
            rest[-2], rest[-3] = rest[-3], rest[-2]
        if self.faults.column == ADDED:
            rest.insert(len(rest) - 1, (self.looks["added"]["heading"], ADDED))
        return first + rest

    def _columns(self, frame: Frame) -> list[tuple[str, TextArray]]:
        return [(content, self._column(frame, content)) for _, content in self._layout(frame.occasion)]

    def _column(self, frame: Frame, content: str) -> TextArray:
        made = self._of_role(frame, content)
        if made is not None:
            return made
        item = next(
            item
            for item in self.questionnaire.items
            if content in (item.name, item.role) and frame.occasion in item.occasions
        )
        made = self._of_role(frame, item.role)
        if made is not None:
            return made
        if item.coded:
            return self._coded(frame, item)
        return self._numeric(frame, item, frame.cells[item.name])

    def _of_role(self, frame: Frame, role: str) -> TextArray | None:
        """Give a column that does not come from an answer."""
        made: dict[str, Callable[[], TextArray]] = {
            "visit_id": lambda: each_once(frame.visit, str),
            "identity_number": lambda: frame.number,
            "name": lambda: self.register.names[frame.child],
            "visit_date": lambda: each_once(frame.day, _date),
            "birth_date": lambda: each_once(self.register.born[frame.child], _date),
            "unit": lambda: np.array(self.places.units, dtype=object)[frame.unit],
            "district": lambda: self._districts(frame),
            "municipality": lambda: np.where(
                frame.old_residence == "", self.system.municipality, frame.old_residence
            ),
            "sex": lambda: self._labels(frame, "sex", frame.sex),
            "attendance": lambda: self._labels(frame, "attendance", frame.status),
            "free_text": lambda: np.array([_quoted(text) for text in frame.note], dtype=object),
            ADDED: lambda: each_once(frame.visit, lambda visit: f"S-{visit % 100000:05.0f}"),
        }
        return made[role]() if role in made else None

    def _labels(self, frame: Frame, role: str, values: IntArray) -> TextArray:
        code_list = self.databank.code_lists[self.questionnaire.with_role(role).code_list or ""]
        return by_code(code_list, values.astype(np.float64), frame.day)

    def _districts(self, frame: Frame) -> TextArray:
        names = np.array([self._place_name(name) for name in self.places.district_names], dtype=object)
        return np.where(frame.district_told, names[frame.district], "")

    def _coded(self, frame: Frame, item: Item) -> TextArray:
        cells = frame.cells[item.name]
        code_list = self.databank.code_lists[item.code_list or ""]
        labels = by_code(code_list, cells.values, frame.day)
        labels[cells.values == NOT_ASSESSED] = "-"
        nynorsk = {float(code.value): capitalised(code.title.nn) for code in code_list.codes}
        old = {
            float(code): letter for code, letter in self.looks["old_codes"].get(item.code_list, {}).items()
        }
        yes = cells.values == _YES
        ways: dict[Spelling, Callable[[int], str]] = {
            Spelling.CODE: lambda row: f"{cells.values[row]:.0f}",
            Spelling.CAPITALS: lambda row: str(labels[row]).upper(),
            Spelling.TRAILING: lambda row: f"{labels[row]} ",
            Spelling.NYNORSK: lambda row: nynorsk[float(cells.values[row])],
            Spelling.OLD: lambda row: old.get(float(cells.values[row]), str(labels[row])),
            Spelling.LETTER: lambda row: "J" if yes[row] else "N",
            Spelling.CROSS: lambda _: "x",
            Spelling.LOWER: lambda row: str(labels[row]).lower(),
        }
        if item.code_list == YES_OR_NO:
            ways[Spelling.CODE] = lambda row: "1" if yes[row] else "0"
        return spelt(cells, labels, ways)

    def _numeric(self, frame: Frame, item: Item, cells: Cells) -> TextArray:
        decimals = item.decimals[frame.occasion]
        texts = each_once(cells.values, lambda value: decimal_text(value, decimals).replace(".", ","))
        ways: dict[Spelling, Callable[[int], str]] = {
            Spelling.POINT: lambda row: decimal_text(float(cells.values[row]), decimals)
        }
        for spelling in Spelling:
            word = number_word(spelling)
            if word is not None:
                ways[spelling] = lambda _, word=word: word  # type: ignore[misc]
        return spelt(cells, texts, ways)

    def _place_name(self, name: str) -> str:
        return misread(name) if self.faults.mojibake else name


def _date(day: float) -> str:
    year, month, of_month = str(np.datetime64(int(day), "D")).split("-")
    return f"{of_month}.{month}.{year}"


def _quoted(text: str) -> str:
    """Put in quotes what needs it."""
    if any(mark in text for mark in ';"\n'):
        return '"' + text.replace('"', '""') + '"'
    return text

"""What stands in the sheets of shape B: headings and cells, column by column.

A cell is a number, a text, or nothing (an empty text). Days are numbers of days, as workbooks keep them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.arrays import IntArray, TextArray, iso_dates
from folkekommune.synthetic.faults.deliveries import ADDED, MOVED, RENAMED, DeliveryFaults, misread
from folkekommune.synthetic.frames import Cells, Frame, Spelling
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import YES_OR_NO, Item, Questionnaire
from folkekommune.synthetic.writing.texts import by_code, capitalised, decimal_text, each_once, spelt

DAYS_BEFORE_1970 = 25_569
_ABOUT_THE_VISIT = "konsultasjon"


@dataclass(frozen=True)
class SheetColumn:
    """A column: its heading, the heading of its theme, and what stands in it (a role, or an item's name)."""

    heading: str
    theme: str
    content: str


@dataclass(frozen=True)
class SheetColumns:
    """The columns of one delivery.

    :param born: the day of birth of every child; :param settings: ``[sheet]`` of ``deliveries.toml``;
    :param looks: ``errors.toml``.
    """

    municipality: str
    questionnaire: Questionnaire
    databank: Databank
    places: Places
    born: IntArray
    settings: dict[str, Any]
    looks: dict[str, Any]
    faults: DeliveryFaults

    def layout(self, occasion: str) -> list[SheetColumn]:
        """Give the columns of an occasion; a delivery may have other ones than the one before (E18)."""
        first = [
            SheetColumn(heading, _ABOUT_THE_VISIT, role) for role, heading in self.settings["first"].items()
        ]
        taken = {*self.settings["first"], "occasion"}
        rest = [
            self._column(item, occasion)
            for item in self.questionnaire.items
            if occasion in item.occasions and item.role not in taken
        ]
        themes = list(dict.fromkeys(column.theme for column in rest))
        rest.sort(key=lambda column: themes.index(column.theme))
        if self.faults.column == MOVED:
            rest[-2], rest[-3] = rest[-3], rest[-2]
        if self.faults.column == ADDED:
            rest.append(SheetColumn(self.looks["added"]["heading"], rest[-1].theme, ADDED))
        if self.faults.column == RENAMED:
            names = self.looks["renamed"]
            rest = [SheetColumn(names.get(c.heading, c.heading), c.theme, c.content) for c in rest]
        return first + rest

    def theme_title(self, theme: str) -> str:
        """Give the heading above the columns of a theme."""
        return self.databank.themes[theme].nb if theme in self.databank.themes else "Konsultasjon"

    def cells(self, frame: Frame, content: str, *, numeric_numbers: bool) -> TextArray:
        """Give a column of some visits."""
        made = self._of_role(frame, content, numeric_numbers=numeric_numbers)
        if made is not None:
            return made
        item = next(
            item
            for item in self.questionnaire.items
            if content in (item.name, item.role) and frame.occasion in item.occasions
        )
        cells = frame.cells[item.name]
        return self._coded(frame, item, cells) if item.coded else self._numeric(frame, item, cells)

    def _column(self, item: Item, occasion: str) -> SheetColumn:
        variable = self.databank.variables.get(f"{item.name.upper()}_{occasion}")
        theme = variable.theme if variable else _ABOUT_THE_VISIT
        short = self.settings["short"].get(item.name, item.name[: self.settings["letters"]])
        return SheetColumn(short, theme, item.role or item.name)

    def _of_role(self, frame: Frame, role: str, *, numeric_numbers: bool) -> TextArray | None:
        """Give a column that does not come from an answer."""
        made: dict[str, Callable[[], TextArray]] = {
            "visit_id": lambda: frame.visit.astype(object),
            "identity_number": lambda: (
                frame.number.astype(np.int64).astype(object) if numeric_numbers else frame.number
            ),
            "visit_date": lambda: self._days(frame, "visit_date", frame.day),
            "birth_date": lambda: self._days(frame, "birth_date", self.born[frame.child]),
            "unit": lambda: np.array(self.places.units, dtype=object)[frame.unit],
            "district": lambda: self._districts(frame),
            "municipality": lambda: np.where(
                frame.old_residence == "", self.municipality, frame.old_residence
            ),
            "sex": lambda: frame.sex.astype(object),
            "attendance": lambda: frame.status.astype(object),
            "free_text": lambda: frame.note,
            ADDED: lambda: each_once(frame.visit, lambda visit: f"S-{visit % 100000:05.0f}"),
        }
        return made[role]() if role in made else None

    def _days(self, frame: Frame, role: str, days: IntArray) -> TextArray:
        """Give days as numbers, except in the one column where they are texts."""
        if self.settings["text_days"] == {"occasion": frame.occasion, "role": role}:
            return np.array(iso_dates(days), dtype=object)
        numbers: TextArray = (days + DAYS_BEFORE_1970).astype(object)
        return numbers

    def _districts(self, frame: Frame) -> TextArray:
        rename: Callable[[str], str] = misread if self.faults.mojibake else str
        names = np.array([rename(name) for name in self.places.district_names], dtype=object)
        return np.where(frame.district_told, names[frame.district], "")

    def _coded(self, frame: Frame, item: Item, cells: Cells) -> TextArray:
        """Give codes as numbers; what is not, is written as people write it (E14)."""
        code_list = self.databank.code_lists[item.code_list or ""]
        labels = by_code(code_list, cells.values, frame.day)
        nynorsk = {float(code.value): capitalised(code.title.nn) for code in code_list.codes}
        old = self.looks["old_codes"].get(item.code_list, {})
        yes = cells.values == 1
        codes = cells.values.astype(np.int64).astype(object)
        ways: dict[Spelling, Callable[[int], Any]] = {
            Spelling.CODE: lambda row: str(codes[row] if item.code_list == YES_OR_NO else labels[row]),
            Spelling.CAPITALS: lambda row: str(labels[row]).upper(),
            Spelling.TRAILING: lambda row: f"{codes[row]} ",
            Spelling.NYNORSK: lambda row: nynorsk[float(codes[row])],
            Spelling.OLD: lambda row: old[str(codes[row])],
            Spelling.LETTER: lambda row: "J" if yes[row] else "N",
            Spelling.CROSS: lambda _: "x",
            Spelling.LOWER: lambda row: "ja" if yes[row] else "nei",
        }
        return spelt(cells, codes, ways)

    def _numeric(self, frame: Frame, item: Item, cells: Cells) -> TextArray:
        """Give numbers; some with decimals are texts with a comma (E16)."""
        decimals = item.decimals[frame.occasion]
        texts = each_once(cells.values, lambda value: decimal_text(value, decimals))
        kind: Callable[[str], int | float] = int if item.kind == "int" else float
        numbers = np.array([kind(text) for text in texts], dtype=object)
        ways: dict[Spelling, Callable[[int], Any]] = {
            Spelling.POINT: lambda row: str(texts[row]).replace(".", ","),
            Spelling.NINES: lambda _: 999,
            Spelling.MINUS: lambda _: -1,
            Spelling.ZERO: lambda _: 0,
            Spelling.UNKNOWN: lambda _: "ukjent",
        }
        return spelt(cells, numbers, ways)

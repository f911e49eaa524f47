"""Answers as the items of a QuestionnaireResponse: groups by theme, one coding or number an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.arrays import IntArray, TextArray
from folkekommune.synthetic.faults.deliveries import misread
from folkekommune.synthetic.frames import Cells, Frame, Spelling
from folkekommune.synthetic.losses import DECLINED, NOT_ASSESSED
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import YES_OR_NO, Item, Questionnaire
from folkekommune.synthetic.writing.texts import (
    by_code,
    capitalised,
    code_places,
    decimal_text,
    each_once,
    number_word,
    spelt,
)

ABOUT_THE_VISIT = "konsultasjon"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_ABSENT_REASONS = {NOT_ASSESSED: ("unknown", "Unknown"), DECLINED: ("asked-declined", "Asked But Declined")}
# Things said of the visit itself, in their order in the group.
_OF_THE_VISIT = ("attendance", "performer", "unit", "municipality", "district")
_NOT_ANSWERS = {"visit_id", "identity_number", "occasion", "visit_date", "birth_date", "sex"}
_BLANK_ITEM_EVERY = 10


@dataclass(frozen=True)
class AnswerWriter:
    """Writes the answers of a frame."""

    municipality: str
    questionnaire: Questionnaire
    databank: Databank
    places: Places
    settings: dict[str, Any]
    old_codes: dict[str, dict[str, str]]
    mojibake: bool

    def theme_of(self, item: Item, occasion: str) -> str:
        """Give the theme an item stands under."""
        variable = self.databank.variables.get(f"{item.name.upper()}_{occasion}")
        if item.role in _OF_THE_VISIT or variable is None:
            return ABOUT_THE_VISIT
        return variable.theme

    def items_at(self, occasion: str) -> dict[str, list[Item]]:
        """Give the items of an occasion by theme, in the order of the form."""
        themes: dict[str, list[Item]] = {ABOUT_THE_VISIT: []}
        for role in _OF_THE_VISIT:
            themes[ABOUT_THE_VISIT].append(self.questionnaire.with_role(role))
        for item in self.questionnaire.items:
            if occasion in item.occasions and item.role not in _NOT_ANSWERS | set(_OF_THE_VISIT):
                themes.setdefault(self.theme_of(item, occasion), []).append(item)
        return themes

    def groups(self, frame: Frame) -> list[str]:
        """Give the items of every row as text; nothing for visits that are withdrawn."""
        made: list[list[str]] = []
        for theme, items in self.items_at(frame.occasion).items():
            columns = [self._items(frame, item, position) for position, item in enumerate(items)]
            start = f'{{"linkId":"hp.{theme}","item":['
            made.append(
                [
                    f"{start}{answers}]}}" if (answers := ",".join(filter(None, row))) else ""
                    for row in zip(*columns, strict=True)
                ]
            )
        return [
            "" if withdrawn else f',"item":[{",".join(filter(None, row))}]'
            for withdrawn, row in zip(frame.withdrawn.tolist(), zip(*made, strict=True), strict=True)
        ]

    def authors(self, frame: Frame) -> TextArray:
        """Give who performed the visit, as display text only."""
        item = self.questionnaire.with_role("performer")
        cells = frame.cells[item.name]
        labels = by_code(self.databank.code_lists[item.code_list or ""], cells.values, frame.day)
        known = cells.present & (cells.values != NOT_ASSESSED) & (cells.values != DECLINED)
        texts = np.array([f',"author":{{"display":"{label}"}}' for label in labels], dtype=object)
        return np.where(known, texts, "")

    def _items(self, frame: Frame, item: Item, position: int) -> list[str]:
        """Give one item of every row; some rows have the item without an answer."""
        answers = self._answers(frame, item)
        name = f'{{"linkId":"hp.{item.name}"'
        bare = (frame.visit + position) % _BLANK_ITEM_EVERY == 0
        came = frame.status == 1
        return [
            f'{name},"answer":[{{{answer}}}]}}' if answer else f"{name}}}" if empty else ""
            for answer, empty in zip(answers.tolist(), (bare & came).tolist(), strict=True)
        ]

    def _answers(self, frame: Frame, item: Item) -> TextArray:
        made: dict[str, Callable[[], TextArray]] = {
            "attendance": lambda: self._codings(item, frame.status, frame.day),
            "unit": lambda: self._units(frame.unit),
            "municipality": lambda: self._municipalities(frame),
            "district": lambda: self._districts(frame),
            "free_text": lambda: np.array(
                [_property("valueString", note) if note else "" for note in frame.note], dtype=object
            ),
        }
        if item.role in made:
            return made[item.role]()
        cells = frame.cells[item.name]
        if item.code_list == YES_OR_NO:
            return self._yes_or_no(cells)
        if item.coded:
            return self._coded(frame, item, cells)
        return self._numeric(frame, item, cells)

    def _codings(self, item: Item, values: IntArray, days: IntArray) -> TextArray:
        """Give codings of a code list, with the label of the day."""
        code_list = self.databank.code_lists[item.code_list or ""]
        table = [
            _absent(int(code.value))
            if code.sentinel
            else _coding(f"urn:folkekommune:kodeverk:{code_list.name}", str(code.value), code.title.nb)
            for code in code_list.codes
        ]
        places = code_places(code_list, values.astype(np.float64), days)
        return np.array([*table, ""], dtype=object)[places]

    def _coded(self, frame: Frame, item: Item, cells: Cells) -> TextArray:
        codings = self._codings(item, cells.values.astype(np.int64), frame.day)
        code_list = self.databank.code_lists[item.code_list or ""]
        system = f"urn:folkekommune:kodeverk:{code_list.name}"
        labels = by_code(code_list, cells.values, frame.day)
        nynorsk = {float(code.value): capitalised(code.title.nn) for code in code_list.codes}
        old = self.old_codes.get(item.code_list or "", {})
        ways: dict[Spelling, Callable[[int], str]] = {
            Spelling.CODE: lambda row: _property("valueString", str(labels[row])),
            Spelling.CAPITALS: lambda row: _property("valueString", str(labels[row]).upper()),
            Spelling.TRAILING: lambda row: _coding(system, f"{cells.values[row]:.0f} ", str(labels[row])),
            Spelling.NYNORSK: lambda row: _property("valueString", nynorsk[float(cells.values[row])]),
            Spelling.OLD: lambda row: _coding(system, old[f"{cells.values[row]:.0f}"], str(labels[row])),
        }
        return spelt(cells, codings, ways)

    def _yes_or_no(self, cells: Cells) -> TextArray:
        yes = cells.values == 1
        texts = np.where(yes, '"valueBoolean":true', '"valueBoolean":false').astype(object)
        for code in _ABSENT_REASONS:
            texts[cells.values == code] = _absent(code)
        ways: dict[Spelling, Callable[[int], str]] = {
            Spelling.CODE: lambda row: _property("valueString", "1" if yes[row] else "0"),
            Spelling.LETTER: lambda row: _property("valueString", "J" if yes[row] else "N"),
            Spelling.CROSS: lambda _: _property("valueString", "x"),
            Spelling.LOWER: lambda row: _property("valueString", "ja" if yes[row] else "nei"),
        }
        return spelt(cells, texts, ways)

    def _numeric(self, frame: Frame, item: Item, cells: Cells) -> TextArray:
        kind, decimals = ("valueDecimal", item.decimals[frame.occasion])
        if item.kind == "int":
            kind = "valueInteger"
        texts = each_once(cells.values, lambda value: f'"{kind}":{decimal_text(value, decimals)}')
        ways: dict[Spelling, Callable[[int], str]] = {}
        for spelling in Spelling:
            word = number_word(spelling)
            if word is not None:
                text = _property("valueString", word) if spelling is Spelling.UNKNOWN else f'"{kind}":{word}'
                ways[spelling] = lambda _, text=text: text  # type: ignore[misc]
        return spelt(cells, texts, ways)

    def _units(self, unit: IntArray) -> TextArray:
        references = [f'"valueReference":{{"reference":"Organization/{name}"}}' for name in self.places.units]
        return np.array(references, dtype=object)[unit]

    def _municipalities(self, frame: Frame) -> TextArray:
        names = dict(zip(self.places.municipalities, self.places.names, strict=True))
        codes = np.where(frame.old_residence == "", self.municipality, frame.old_residence)
        system = self.settings["municipality"]
        table = {code: _coding(system, code, self._place_name(names.get(code, ""))) for code in set(codes)}
        return np.array([table[code] for code in codes], dtype=object)

    def _districts(self, frame: Frame) -> TextArray:
        system = self.settings["district"]
        table = [
            _coding(system, code, self._place_name(name)) if code else ""
            for code, name in zip(self.places.districts, self.places.district_names, strict=True)
        ]
        return np.where(frame.district_told, np.array(table, dtype=object)[frame.district], "")

    def _place_name(self, name: str) -> str:
        return misread(name) if self.mojibake else name


def _property(name: str, value: str) -> str:
    return f'"{name}":{json.dumps(value, ensure_ascii=False)}'


def _coding(system: str, code: str, display: str) -> str:
    content = {"system": system, "code": code} | ({"display": capitalised(display)} if display else {})
    return f'"valueCoding":{json.dumps(content, ensure_ascii=False, separators=(",", ":"))}'


def _absent(code: int) -> str:
    reason, display = _ABSENT_REASONS[code]
    return _coding(_ABSENT, reason, display)

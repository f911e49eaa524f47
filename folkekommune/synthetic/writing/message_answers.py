"""What a visit says in shape E: questions with their answers, as XML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.synthetic.arrays import TextArray
from folkekommune.synthetic.frames import Cells, Frame, Spelling
from folkekommune.synthetic.people.places import Places
from folkekommune.synthetic.questionnaire.items import Item, Questionnaire
from folkekommune.synthetic.writing.texts import (
    by_code,
    capitalised,
    code_places,
    decimal_text,
    each_once,
    number_word,
    spelt,
)

_NOT_ANSWERS = {
    "visit_id",
    "identity_number",
    "occasion",
    "visit_date",
    "birth_date",
    "sex",
    "municipality",
    "district",
    "unit",
    "performer",
    "attendance",
}
_NO_INFORMATION_EVERY = 10


@dataclass(frozen=True)
class MessageAnswers:
    """Writes the answers of a frame.

    :param old_codes: letters of an older form, by code list.
    """

    questionnaire: Questionnaire
    databank: Databank
    places: Places
    old_codes: dict[str, dict[str, str]]

    def texts(self, frame: Frame) -> list[str]:
        """Give the questions of every row; nothing for visits that are withdrawn."""
        items = [
            item
            for item in self.questionnaire.items
            if frame.occasion in item.occasions and item.role not in _NOT_ANSWERS
        ]
        columns = [self._questions(frame, item, position) for position, item in enumerate(items)]
        return [
            "" if withdrawn else "".join(row)
            for withdrawn, row in zip(frame.withdrawn.tolist(), zip(*columns, strict=True), strict=True)
        ]

    def attributes(self, frame: Frame) -> list[str]:
        """Give what is said of the visit itself: where, by whom, and whether the child came."""
        item = self.questionnaire.with_role("performer")
        cells = frame.cells[item.name]
        roles = spelt(cells, cells.values.astype(np.int64).astype(object), self._ways(item, cells, frame))
        texts = []
        for row in range(len(frame)):
            role = f" rolle={quoteattr(str(roles[row]))}" if roles[row] != "" else ""
            gone = ' trukket="true"' if frame.withdrawn[row] else ""
            unit = self.places.units[frame.unit[row]]
            texts.append(f' enhet="{unit}"{role} oppmote="{frame.status[row]}"{gone}')
        return texts

    def _questions(self, frame: Frame, item: Item, position: int) -> list[str]:
        """Give one question of every row. Without an answer it is left out, or says that nothing is known."""
        answers = self._answers(frame, item)
        start = f'<Sporsmal navn="{item.name}">'
        asked = ((frame.visit + position) % _NO_INFORMATION_EVERY == 0) & (frame.status == 1)
        nothing = f'{start}<Svar nullFlavor="NI"/></Sporsmal>'
        return [
            f"{start}<Svar {answer}/></Sporsmal>" if answer else nothing if empty else ""
            for answer, empty in zip(answers.tolist(), asked.tolist(), strict=True)
        ]

    def _answers(self, frame: Frame, item: Item) -> TextArray:
        """Give the attributes of each answer."""
        if item.role == "free_text":
            return np.array([_value(note) if note else "" for note in frame.note], dtype=object)
        cells = frame.cells[item.name]
        if not item.coded:
            return self._numeric(frame, item, cells)
        code_list = self.databank.code_lists[item.code_list or ""]
        system = f"urn:folkekommune:kodeverk:{code_list.name}"
        table = [
            f'V="{code.value}" S="{system}" DN={quoteattr(capitalised(code.title.nb))}'
            for code in code_list.codes
        ]
        places = code_places(code_list, cells.values, frame.day)
        ways: dict[Spelling, Callable[[int], Any]] = {
            spelling: lambda row, way=way: _value(str(way(row)))  # type: ignore[misc]
            for spelling, way in self._ways(item, cells, frame).items()
        }
        return spelt(cells, np.array([*table, ""], dtype=object)[places], ways)

    def _ways(self, item: Item, cells: Cells, frame: Frame) -> dict[Spelling, Callable[[int], Any]]:
        """Give how codes are written otherwise (E14): as labels, letters or with a blank behind."""
        code_list = self.databank.code_lists[item.code_list or ""]
        labels = by_code(code_list, cells.values, frame.day)
        nynorsk = {float(code.value): capitalised(code.title.nn) for code in code_list.codes}
        old = self.old_codes.get(item.code_list or "", {})
        yes = cells.values == 1
        return {
            Spelling.CODE: lambda row: labels[row],
            Spelling.CAPITALS: lambda row: str(labels[row]).upper(),
            Spelling.TRAILING: lambda row: f"{cells.values[row]:.0f} ",
            Spelling.NYNORSK: lambda row: nynorsk[float(cells.values[row])],
            Spelling.OLD: lambda row: old[f"{cells.values[row]:.0f}"],
            Spelling.LETTER: lambda row: "J" if yes[row] else "N",
            Spelling.CROSS: lambda _: "x",
            Spelling.LOWER: lambda row: "ja" if yes[row] else "nei",
        }

    def _numeric(self, frame: Frame, item: Item, cells: Cells) -> TextArray:
        variable = self.databank.variables.get(f"{item.name.upper()}_{frame.occasion}")
        unit = f" U={quoteattr(variable.unit)}" if variable and variable.unit else ""
        decimals = item.decimals[frame.occasion]
        texts = each_once(cells.values, lambda value: f'V="{decimal_text(value, decimals)}"{unit}')
        ways: dict[Spelling, Callable[[int], Any]] = {}
        for spelling in Spelling:
            word = number_word(spelling)
            if word is not None:
                ways[spelling] = lambda _, word=word: _value(word)  # type: ignore[misc]
        return spelt(cells, texts, ways)


def _value(text: str) -> str:
    return f"V={quoteattr(text)}"

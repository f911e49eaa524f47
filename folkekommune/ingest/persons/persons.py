"""The persons of one delivery: whom each row is about, and what the delivery tells of who is who.

A D-number or help number may come first and the fødselsnummer later. Two numbers are taken to be one
person's when the record system states both of one patient, or gives a patient another number than before,
and nothing contradicts it: the birth date and sex that the numbers tell agree, and no other patient of that
system has either of them. Otherwise a new number is a correction: the patient's rows follow it, and the two
numbers stay two persons.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folkekommune.identity import check_numbers
from folkekommune.ingest.cells.columns import ABSENT
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.mappings.mapping import OTHER_IDENTITY, PERSON
from folkekommune.ingest.persons.linkage import HANDLES, NO_SYSTEM, Linkage, shared_handles

UNKNOWN_DAY = int(np.iinfo(np.int64).min)
_DIGITS = (10, 11)
LINKED, RENUMBERED = "person-linked", "number-corrected"


@dataclass(frozen=True)
class Person:
    """What a draft may know of a person, who stands in it by a handle."""

    handle: int
    birth: int | None
    sex: int


class Persons:
    """The persons of one delivery.

    :param system: the record system within its municipality, :param since: when it wrote the delivery.
    """

    def __init__(self, linkage: Linkage, system: str, *, since: int, from_2032: bool) -> None:
        self._linkage = linkage
        self._system = linkage.system(system)
        self._since = since
        self._from_2032 = from_2032
        self._known: dict[int, Person] = {}
        self.noted: Counter[str] = Counter()

    def handles(self, records: Records, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the handle of the person of each row, and learn from the rows who is who."""
        numbers = records.identity.numbers[rows]
        handles = self._of_patients(records, rows)
        patient = np.where(handles != 0, self._system, NO_SYSTEM)
        alone = np.flatnonzero(handles == 0)
        distinct, inverse = np.unique(numbers[alone], return_inverse=True)
        of_number = [self._linkage.handle_of_number(int(number)) for number in distinct]
        handles[alone] = np.array(of_number, dtype=np.int64)[inverse]
        self._linkage.persons(np.unique(numbers))
        self._join_stated(records, rows, numbers)
        self._note(handles, patient, numbers)
        return handles

    def linked(self, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the handles of persons whom rows about others name."""
        distinct, inverse = np.unique(numbers, return_inverse=True)
        handles = np.array([self._linkage.handle_of_number(int(each)) for each in distinct], dtype=np.int64)
        self._linkage.persons(distinct)
        self._note(handles, np.full(len(distinct), NO_SYSTEM, dtype=np.int64), distinct)
        return handles[inverse]

    def remember(self, records: Records, rows: NDArray[np.int64], handles: NDArray[np.int64]) -> None:
        """Note what the draft may know of the persons of rows that become answers."""
        distinct, first = np.unique(handles, return_index=True)
        birth, sex = records.birth, records.known_sex
        for handle, index in zip(distinct.tolist(), rows[first].tolist(), strict=True):
            if handle not in self._known:
                born = int(birth.values[index]) if birth.present[index] else None
                self._known[handle] = Person(handle, born, int(sex[index]))

    def persons(self) -> list[Person]:
        """Give every person met in the delivery, by handle, so that the order tells nothing."""
        return sorted(self._known.values(), key=lambda person: person.handle)

    def constants(self, persons: list[Person]) -> NDArray[np.void]:
        """Give the person constant of each."""
        handles = np.array([person.handle for person in persons], dtype=np.int64)
        _, entries = self._linkage.find(handles)
        return self._linkage.persons(entries["number"])

    def sharing(self) -> NDArray[np.int64]:
        """Give the handles of patients who have one number with another patient of their record system."""
        shared = self._linkage.handles["handle"][shared_handles(self._linkage.handles)]
        return np.intersect1d(shared, np.array(list(self._known), dtype=np.int64))

    def _of_patients(self, records: Records, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the handle of each row whose patient has an id; 0 for the others."""
        cells = records.batch.cells.get(PERSON)
        if cells is None:
            return np.zeros(len(rows), dtype=np.int64)
        words = [word.strip() for word in cells.words]
        handles = [self._linkage.handle_of_patient(self._system, word) if word else 0 for word in words]
        return np.array([*handles, 0], dtype=np.int64)[cells.indices[rows]]

    def _join_stated(self, records: Records, rows: NDArray[np.int64], numbers: NDArray[np.int64]) -> None:
        """Join the numbers that one row states of one person."""
        cells = records.batch.cells.get(OTHER_IDENTITY)
        if cells is None:
            return
        words = cells.indices[rows]
        stated = np.flatnonzero(words != ABSENT)
        met = zip(numbers[stated].tolist(), words[stated].tolist(), strict=True)
        pairs = {(number, other) for number, word in set(met) for other in other_numbers(cells.words[word])}
        for number, other in sorted(pairs):
            if number != other and self._agree(number, other):
                # The other number is the one that a person has first: a D-number or a help number.
                self._join(other, number)

    def _note(
        self, handles: NDArray[np.int64], systems: NDArray[np.int64], numbers: NDArray[np.int64]
    ) -> None:
        """Note which number each handle has now, and join it with the one it had where that is safe."""
        distinct, last = np.unique(handles[::-1], return_index=True)
        rows = np.zeros(len(distinct), dtype=HANDLES)
        place = len(handles) - 1 - last
        rows["handle"], rows["system"], rows["number"] = distinct, systems[place], numbers[place]
        rows["since"] = self._since
        known, before = self._linkage.find(distinct)
        fresh = np.ones(len(rows), dtype=np.bool_)
        fresh[known] = (before["since"] <= self._since) & (before["number"] != rows["number"][known])
        changed = np.flatnonzero(before["number"] != rows["number"][known])
        for old, new in zip(before[changed], rows[known][changed], strict=True):
            self._renumber(old, new)
        self._linkage.put(rows[fresh])

    def _renumber(self, old: np.void, new: np.void) -> None:
        first, second = int(old["number"]), int(new["number"])
        if self._agree(first, second) and not self._has_other_patient(old, {first, second}):
            self._join(first, second)
        else:
            self.noted[RENUMBERED] += 1

    def _join(self, first: int, second: int) -> None:
        before, after = (self._linkage.persons(np.array([number]))[0] for number in (first, second))
        if before != after:
            self._linkage.join(first, second)
            self.noted[LINKED] += 1

    def _agree(self, first: int, second: int) -> bool:
        """Tell whether nothing the two numbers say keeps them from being one person's."""
        checked = check_numbers(np.array([first, second]), from_2032=self._from_2032)
        born, sex = checked.birth_date, checked.sex
        same_day = bool(np.isnat(born).any() or born[0] == born[1])
        same_sex = bool((sex == 0).any() or sex[0] == sex[1])
        return bool(checked.valid.all()) and same_day and same_sex

    def _has_other_patient(self, entry: np.void, numbers: set[int]) -> bool:
        """Tell whether another patient of the same system has one of the numbers."""
        handles = self._linkage.handles
        others = (handles["system"] == entry["system"]) & (handles["handle"] != entry["handle"])
        return bool(np.isin(handles["number"][others], list(numbers)).any())


def other_numbers(word: str) -> list[int]:
    """Read further identity numbers of a person, with blanks between; what is none is passed over."""
    return [int(part) for part in word.split() if part.isascii() and part.isdigit() and len(part) in _DIGITS]

"""Read coded answers whose words mean other things at other times, or with other versions of the form."""

from __future__ import annotations

import numpy as np

from folkekommune.catalogue.model import CodeList
from folkekommune.ingest.cells.columns import ABSENT, Column, Reader, TextColumn, Understood, understand
from folkekommune.ingest.cells.words import Writing, code_cleaner


class DatedReader:
    """Read columns of one code list: each row with the words that hold for it."""

    def __init__(self, code_list: CodeList, writing: Writing, kind: type[int | str]) -> None:
        self._code_list = code_list
        self._writing = writing
        self._dated = writing.dated_of(code_list.name)
        self._kind = kind
        self._readers: dict[tuple[bool, ...], Reader] = {}

    def read(self, column: TextColumn, visit: Column, form: TextColumn | None) -> Understood:
        """Give the values of a column.

        :param visit: the day of each row, :param form: the version of its form, where the export tells.
        """
        holding = np.array([dated.holds(visit, form) for dated in self._dated])
        kinds, of_row = np.unique(holding, axis=1, return_inverse=True)
        # Each kind of row has its own meanings of the same words, one kind after the other.
        meanings = [
            meaning
            for chosen in kinds.T
            for meaning in self._reader(tuple(bool(one) for one in chosen)).meanings(column.words)
        ]
        indices = column.indices + of_row.reshape(-1).astype(np.int32) * len(column.words)
        indices[column.indices == ABSENT] = ABSENT
        return understand(meanings, indices, self._kind)

    def _reader(self, chosen: tuple[bool, ...]) -> Reader:
        if chosen not in self._readers:
            held = [dated for dated, holds in zip(self._dated, chosen, strict=True) if holds]
            writing = self._writing.holding(self._code_list.name, held)
            self._readers[chosen] = Reader(code_cleaner(self._code_list, writing), self._kind)
        return self._readers[chosen]

"""A column's words are understood once each, and its rows counted."""

from __future__ import annotations

import numpy as np

from folkekommune.ingest.cells.columns import Meaning, Reader, TextColumn

MEANINGS = {
    "a": Meaning(1),
    "A": Meaning(1, "case"),
    "b": Meaning(2),
    "?": Meaning(None, fault="code-unknown"),
    "": Meaning(None),
}


def column(*words: str) -> TextColumn:
    known = sorted(set(words) - {"absent"})
    indices = [known.index(word) if word != "absent" else -1 for word in words]
    return TextColumn(np.array(indices, dtype=np.int32), known)


def test_rows_get_the_value_of_their_word():
    read = Reader(MEANINGS.__getitem__, int).read(column("a", "b", "", "absent", "A", "?", "?"))
    assert list(read.column.present) == [True, True, False, False, True, False, False]
    assert list(read.column.values[read.column.present]) == [1, 2, 1]
    assert {rule: list(rows) for rule, rows in read.repaired.items()} == {"case": [4]}
    assert list(read.faults) == ["code-unknown"]
    assert list(np.flatnonzero(read.faults["code-unknown"])) == [5, 6]
    assert read.answered == 5


def test_texts_are_kept_as_words():
    read = Reader(lambda word: Meaning(word.upper()), str).read(column("x", "y", "x"))
    assert read.column.words == ("X", "Y")
    assert [read.column.words[index] for index in read.column.values] == ["X", "Y", "X"]


def test_a_word_is_worked_out_once_over_all_batches():
    asked = []

    def clean(word: str) -> Meaning:
        asked.append(word)
        return Meaning(len(word))

    reader = Reader(clean, int)
    reader.read(column("aa", "b", "aa"))
    reader.read(column("b", "ccc"))
    assert sorted(asked) == ["aa", "b", "ccc"]


def test_a_column_without_words_is_empty():
    read = Reader(MEANINGS.__getitem__, float).read(TextColumn(np.full(3, -1, dtype=np.int32), []))
    assert not read.column.present.any()
    assert read.answered == 0

"""Words for codes, as a mapping states them: those that always hold, and those that hold for a while."""

from __future__ import annotations

import difflib
from datetime import date

from folkekommune.catalogue.model import CodeList, Databank
from folkekommune.ingest.cells.dated_words import DatedWords
from folkekommune.ingest.cells.words import plain
from folkekommune.ingest.mappings.toml_tables import Faults, TomlTable

_KINDS = ("terms", "words")


def read_words(table: TomlTable, databank: Databank) -> dict[str, dict[str, int | str]]:
    """Read words for codes, by code list."""
    found = {}
    for name in table:
        if name not in databank.code_lists:
            raise table.fault(name, "ingest.code-list-unknown")
        found[name] = _codes(table.table(name), databank.code_lists[name])
    return found


def read_dated(
    tables: tuple[TomlTable, ...], databank: Databank, *, forms: tuple[str, ...], faults: Faults
) -> tuple[DatedWords, ...]:
    """Read the tables ``[[writing.codes]]``.

    :param forms: the versions of the form that the mapping knows.
    """
    found: list[DatedWords] = []
    for table in tables:
        with faults.gathered():
            dated = _dated(table, databank, forms)
            for earlier in found:
                _check_agree(earlier, dated, table)
            found.append(dated)
    return tuple(found)


def _dated(table: TomlTable, databank: Databank, forms: tuple[str, ...]) -> DatedWords:
    name = table.text("list")
    if name not in databank.code_lists:
        near = difflib.get_close_matches(name, sorted(databank.code_lists), n=1)
        raise table.fault("list", "ingest.code-list-unknown", near=near)
    dated = DatedWords(
        code_list=name,
        first=table.day("from"),
        last=table.day("to"),
        forms=table.texts("forms"),
        **{kind: _codes(table.table(kind), databank.code_lists[name]) for kind in _KINDS},
    )
    table.close()
    if dated.first is None and dated.last is None and not dated.forms:
        raise table.fault("list", "mapping.codes-without-validity")
    if dated.first is not None and dated.last is not None and dated.last < dated.first:
        raise table.fault("to", "mapping.codes-end-first")
    if not dated.terms and not dated.words:
        raise table.fault("terms", "ingest.key-missing")
    for form in dated.forms:
        if forms and form not in forms:
            near = difflib.get_close_matches(form, forms, n=1)
            raise table.fault("forms", "mapping.codes-form-unlisted", near=near)
    _check_valid_then(dated, table, databank.code_lists[name])
    return dated


def _check_valid_then(dated: DatedWords, table: TomlTable, code_list: CodeList) -> None:
    """Refuse a code that the databank has on no day of the period."""
    first, last = dated.first or date.min, dated.last or date.max
    there = {
        code.value
        for code in code_list.codes
        if code.valid_from <= last and (code.valid_until is None or code.valid_until >= first)
    }
    for kind in _KINDS:
        for word, value in getattr(dated, kind).items():
            if value not in there:
                raise table.table(kind).fault(word, "mapping.code-not-valid-then")


def _check_agree(earlier: DatedWords, later: DatedWords, table: TomlTable) -> None:
    """Refuse two maps that may hold for one row and read a word differently."""
    if earlier.code_list != later.code_list or not earlier.meets(later):
        return
    known = {plain(word): value for kind in _KINDS for word, value in getattr(earlier, kind).items()}
    for kind in _KINDS:
        for word, value in getattr(later, kind).items():
            if known.get(plain(word), value) != value:
                raise table.table(kind).fault(word, "mapping.codes-contradict")


def _codes(table: TomlTable, code_list: CodeList) -> dict[str, int | str]:
    codes = {code.value for code in code_list.codes}
    found: dict[str, int | str] = {}
    numeric = all(isinstance(code, int) for code in codes)
    for word in table:
        code: int | str = int(table.number(word)) if numeric else table.text(word)
        if code not in codes:
            raise table.fault(word, "ingest.code-not-in-list")
        found[word] = code
    return found

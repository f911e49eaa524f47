"""From a batch as it came to records whose cells are understood."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import CodeList, Databank, ValueType, Variable
from folkekommune.errors import InputError, Place
from folkekommune.identity import check_numbers
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.cells.columns import ABSENT, Column, Reader, TextColumn, Understood, empty_column
from folkekommune.ingest.cells.records import FIT, Records
from folkekommune.ingest.cells.words import Writing, code_cleaner, date_cleaner, number_cleaner, text_cleaner
from folkekommune.ingest.loading.dated_codes import DatedReader
from folkekommune.ingest.mappings.mapping import (
    BIRTH_DATE,
    FORM,
    OTHER_IDENTITY,
    PERSON,
    ROLES,
    SEX,
    STOP,
    VISIT_DATE,
    Mapping,
)
from folkekommune.ingest.persons.identity_column import lacks_leading_zero, read_numbers
from folkekommune.ingest.persons.linked import is_linked, read_linked
from folkekommune.ingest.persons.pseudonyms import hash_records
from folkekommune.keys import Keys

LEADING_ZERO = "leading-zero"
SEPARATORS = "number-separators"


class Cleaner:
    """Understand the batches of one delivery."""

    def __init__(
        self,
        mapping: Mapping,
        databank: Databank,
        keys: Keys,
        *,
        default_version: int,
        numbers_from_2032: bool,
    ) -> None:
        self._mapping = mapping
        self._databank = databank
        self._hash = partial(hash_records, keys, databank.name)
        self._default_version = default_version
        self._numbers_from_2032 = numbers_from_2032
        self._readers: dict[tuple[str, str], Reader | DatedReader] = {}
        self._variables: dict[str, dict[str, Variable]] = {}

    def clean(self, batch: Batch) -> Records:
        """Read every cell of a batch."""
        count = len(batch.rows)
        visit = self._mapping.visit
        variables = self._variables_at(batch.occasion)
        places = {visit.municipality, visit.district}
        understood: dict[str, Understood] = {}
        form = batch.cells.get(FORM)
        self._check_forms(batch, form)
        # When a visit was comes first: it decides what the words of other cells mean.
        for target in sorted(batch.cells, key=lambda target: target != VISIT_DATE):
            cells = batch.cells[target]
            if target in {PERSON, OTHER_IDENTITY, FORM}:
                continue  # who it is about is told in the vault alone (ingest.persons)
            if target in variables and is_linked(variables[target]):
                understood[target] = read_linked(cells, from_2032=self._numbers_from_2032)
            elif target in ROLES or (target in variables and target not in places):
                reader = self._reader(batch.occasion, target)
                understood[target] = (
                    reader.read(cells, _role(understood, VISIT_DATE, count), form)
                    if isinstance(reader, DatedReader)
                    else reader.read(cells)
                )
        numbers, separated = read_numbers(batch.identity)
        identity = check_numbers(numbers, from_2032=self._numbers_from_2032)
        day = _role(understood, VISIT_DATE, count)
        birth = _birth(identity.birth_dates(_days(day)), _role(understood, BIRTH_DATE, count))
        shortened = lacks_leading_zero(batch.identity) & identity.valid
        version = batch.version
        return Records(
            batch=batch,
            record=self._hash(batch.record),
            version=np.full(count, self._default_version, dtype=np.int64) if version is None else version,
            identity=identity,
            repaired_identity={
                rule: np.flatnonzero(rows)
                for rule, rows in ((SEPARATORS, separated), (LEADING_ZERO, shortened))
                if rows.any()
            },
            visit=day,
            birth=birth,
            sex=_role(understood, SEX, count),
            items={
                item: understood[item].column if item in understood else _empty(variable, count)
                for item, variable in variables.items()
                if item not in places | {visit.date}
            },
            places={name: batch.cells[name] for name in places if name and name in batch.cells},
            understood=understood,
            reasons=np.full(count, FIT, dtype=np.int16),
            stop=_role(understood, STOP, count),
            linked=frozenset(item for item, variable in variables.items() if is_linked(variable)),
        )

    def _variables_at(self, occasion: str) -> dict[str, Variable]:
        if occasion not in self._variables:
            self._variables[occasion] = {
                v.item: v for v in self._databank.variables.values() if v.occasion == occasion and v.item
            }
        return self._variables[occasion]

    def _check_forms(self, batch: Batch, form: TextColumn | None) -> None:
        """Refuse a version of the form that the mapping does not know."""
        if form is None or not self._mapping.forms:
            return
        known = np.array([word.strip() in self._mapping.forms for word in form.words] + [True])
        strange = ~known[np.where(form.indices == ABSENT, len(form.words), form.indices)]
        if strange.any():
            place = Place(file=batch.file, row=int(batch.rows[np.flatnonzero(strange)[0]]))
            code, mapping = "ingest.form-version-unknown", self._mapping.file.name
            raise InputError(code, place=place, occasion=batch.occasion, mapping=mapping)

    def _reader(self, occasion: str, target: str) -> Reader | DatedReader:
        key = ("" if target in ROLES else occasion, target)
        if key not in self._readers:
            self._readers[key] = self._build_reader(occasion, target)
        return self._readers[key]

    def _build_reader(self, occasion: str, target: str) -> Reader | DatedReader:
        writing = self._mapping.writing
        if target in {VISIT_DATE, STOP, BIRTH_DATE}:
            return Reader(date_cleaner(writing), int)
        if target in ROLES:
            codes = self._sex_codes()
            return _coded(codes, writing, int) if codes else Reader(text_cleaner(writing), int)
        variable = self._variables_at(occasion)[target]
        if variable.value_type is ValueType.DATE:
            return Reader(date_cleaner(writing), int)
        if variable.code_list:
            kind = str if variable.value_type is ValueType.STRING else int
            return _coded(variable.code_list, writing, kind)
        if variable.value_type is ValueType.STRING:
            return Reader(text_cleaner(writing), str)
        return Reader(
            number_cleaner(variable, writing), float if variable.value_type is ValueType.DECIMAL else int
        )

    def _sex_codes(self) -> CodeList | None:
        chosen = [name for name, source in self._mapping.person.items() if source == "sex"]
        return self._databank.variables[chosen[0]].code_list if chosen else None


def _role(understood: dict[str, Understood], role: str, count: int) -> Column:
    return understood[role].column if role in understood else empty_column(count)


def _days(column: Column) -> NDArray[np.datetime64]:
    days = column.values.astype(np.int64).astype("datetime64[D]")
    days[~column.present] = np.datetime64("NaT", "D")
    return days


def _birth(from_number: NDArray[np.datetime64], from_file: Column) -> Column:
    """Give the birth date that the number tells, else the one in the file."""
    told = ~np.isnat(from_number)
    days = np.where(told, from_number.astype(np.int64), from_file.values.astype(np.int64))
    return Column(days, told | from_file.present)


def _empty(variable: Variable, count: int) -> Column:
    text = variable.value_type is ValueType.STRING
    if variable.value_type is ValueType.DECIMAL:
        return Column(np.zeros(count), np.zeros(count, dtype=np.bool_))
    return empty_column(count, words=("",) if text else None)


def _coded(code_list: CodeList, writing: Writing, kind: type[int | str]) -> Reader | DatedReader:
    if writing.dated_of(code_list.name):
        return DatedReader(code_list, writing, kind)
    return Reader(code_cleaner(code_list, writing), kind)

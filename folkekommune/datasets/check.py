"""Check a dataset: its name, its metadata, its rows, and its rows together.

A later step is only taken when the earlier ones found nothing, as in microdata.no's own tool.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.catalogue.model import Temporality, ValueType
from folkekommune.datasets.codes import Codes
from folkekommune.datasets.conversion import NO_DAY, read_days, read_values
from folkekommune.datasets.description import Description, describe
from folkekommune.datasets.findings import Finding, Findings
from folkekommune.datasets.identifiers import Faults, eleven_digits, identifiers_of
from folkekommune.datasets.lines import lines_of_rows, why_unreadable
from folkekommune.datasets.metadata import check_metadata, check_name, read_metadata
from folkekommune.datasets.parallel import in_order
from folkekommune.datasets.periods import apart_rows, check_days, go_together, key_of, units_of
from folkekommune.datasets.rows import UnreadableError, stream_rows
from folkekommune.datasets.unit_types import UNIT_TYPES, Identification
from folkekommune.identity import check_numbers
from folkekommune.settings import Mode

_AT_A_TIME = 2**17
_KINDS = {ValueType.INTEGER: pa.int64(), ValueType.STRING: pa.string()}


@dataclass(frozen=True)
class Checked:
    """What a check came to.

    :param description: what the dataset says of itself; None when its metadata are faulty.
    :param rows: how many rows were read.
    """

    findings: tuple[Finding, ...]
    description: Description | None = None
    rows: int = 0

    @property
    def accepted(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def check_dataset(folder: Path, mode: Mode) -> Checked:
    """Check the dataset in a folder of its own name.

    :param mode: which identity numbers may occur: of synthetic series in test, of persons in production.
    """
    name = folder.name
    content = read_metadata(folder / f"{name}.json")
    found = Findings()
    found.add_metadata(check_name(name))
    found.add_metadata([content] if isinstance(content, Finding) else check_metadata(content))
    if found.metadata:
        return Checked(tuple(found.metadata))
    description = describe(name, content)
    file = folder / f"{name}.csv"
    if not file.is_file():
        return Checked((Finding("no-data-file"),), description)
    data = _Data(description, mode, found)
    try:
        data.read(file)
    except UnreadableError:
        return Checked(tuple(why_unreadable(file)), description)
    data.check_together()
    return Checked(_told(file, found), description, data.rows)


@dataclass(frozen=True)
class _Examined:
    """Some rows that were each checked by themselves.

    :param faults: rows by the rule they break, counted from the first of these.
    """

    rows: int
    units: Any
    start: NDArray[np.int32]
    stop: NDArray[np.int32]
    faults: Faults


class _Data:
    """The rows of a dataset under check."""

    def __init__(self, description: Description, mode: Mode, found: Findings) -> None:
        variable = description.variable
        self._kind, self._temporality = variable.value_type, variable.temporality
        self._mode, self._found = mode, found
        self._codes = Codes(variable.code_list, _KINDS[self._kind]) if variable.code_list else None
        self._persons = description.identification is Identification.IDENTITY_NUMBER
        unit = description.value_unit
        self._values_are_persons = unit is not None and UNIT_TYPES[unit] is Identification.IDENTITY_NUMBER
        self._identifiers = identifiers_of(description.identification)
        self._units: list[Any] = []
        self._start: list[NDArray[np.int32]] = []
        self._stop: list[NDArray[np.int32]] = []
        self.rows = 0

    def read(self, file: Path) -> None:
        """Read every row and check it by itself; stop when no more faults can be told."""
        for examined in in_order(self._examine, stream_rows(file)):
            self._note(examined.faults, first=self.rows)
            self._units.append(examined.units)
            if self._temporality is not Temporality.FIXED:
                self._start.append(examined.start)
                self._stop.append(examined.stop)
            self.rows += examined.rows
            if self._found.room <= 0:
                return

    def check_together(self) -> None:
        """Check what needs all rows, when each by itself is as it should be."""
        if len(self._found):
            return
        units = self._identifiers.join(self._units)
        self._units.clear()
        fixed = self._temporality is Temporality.FIXED
        start = np.full(self.rows, NO_DAY, dtype=np.int32) if fixed else _joined(self._start)
        stop = _joined(self._stop)
        if not fixed and not (stop != NO_DAY).any():
            self._found.data.append(Finding("no-stop"))
            return
        started = _sorted(key_of(units, start))
        if self._persons:
            self._check_persons(units, units_of(started))
        if len(self._found) or go_together(
            self._temporality, started, started if fixed else _sorted(key_of(units, stop))
        ):
            return
        del started
        self._note(apart_rows(self._temporality, units, start, stop), first=0)

    def _examine(self, batch: pa.RecordBatch) -> _Examined:
        """Check rows by themselves; nothing here depends on other rows."""
        identifiers, texts, start_texts, stop_texts, _ = batch.columns
        units, faults = self._identifiers.read(identifiers)
        start, start_column = read_days(start_texts, "start-not-day")
        stop, stop_column = read_days(stop_texts, "stop-not-day")
        if self._codes:
            values, places = self._codes.read(texts, self._kind)
            faults += self._codes.faults(values.values, places, start)
        else:
            values = read_values(texts, self._kind)
        faults += values.faults
        if self._values_are_persons and not values.faults:
            faults += self._persons_faults(eleven_digits(texts), "value-identity")
        days_faults = start_column.faults + stop_column.faults
        faults += days_faults or check_days(self._temporality, start, stop)
        return _Examined(len(batch), units, start, stop, faults)

    def _check_persons(self, units: NDArray[np.int64], persons: NDArray[np.int64]) -> None:
        """Check each person's number once, and find the rows of those that are faulty."""
        pieces = [persons[first : first + _AT_A_TIME] for first in range(0, len(persons), _AT_A_TIME)]
        examined = in_order(lambda some: self._persons_faults(some, "identity"), pieces)
        for some, faults in zip(pieces, examined, strict=True):
            for rule, places in faults:
                if len(places):
                    self._note([(rule, np.flatnonzero(np.isin(units, some[places])))], first=0)

    def _persons_faults(self, numbers: NDArray[np.int64], rule: str) -> Faults:
        """Find numbers that are none, and those of a series that does not belong in this mode."""
        checked = check_numbers(numbers, from_2032=True)
        strange = checked.valid & (checked.synthetic != (self._mode is Mode.TEST))
        return (
            (f"{rule}-number", np.flatnonzero(~checked.valid)),
            (f"{rule}-series", np.flatnonzero(strange)),
        )

    def _note(self, faults: Iterable[tuple[str, NDArray[np.int64]]], *, first: int) -> None:
        """Note faults of rows that are counted from a row of the file."""
        for rule, rows in faults:
            if len(rows):
                self._found.add_rows(rule, (rows[: self._found.room] + first).tolist())


def _joined(batches: list[NDArray[Any]]) -> NDArray[Any]:
    """Join batches, letting go of them."""
    joined = np.concatenate(batches) if batches else np.zeros(0, dtype=np.int32)
    batches.clear()
    return joined


def _sorted(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    keys.sort()
    return keys


def _told(file: Path, found: Findings) -> tuple[Finding, ...]:
    lines = lines_of_rows(file, {row for row, _ in found.rows}) if found.rows else {}
    rows = [Finding(rule, line=lines.get(row)) for row, rule in sorted(found.rows)]
    return tuple(found.data + rows)

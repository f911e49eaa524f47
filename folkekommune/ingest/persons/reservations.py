"""People who object: their numbers lie in the vault, and nothing of theirs is loaded or released.

A reservation holds for the person, whatever number a record system knows them by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from folkekommune.errors import InputError, Place
from folkekommune.identity import LENGTH, check_numbers, parse_numbers
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.cells.columns import TextColumn
from folkekommune.ingest.mappings.mapping import OTHER_IDENTITY
from folkekommune.ingest.persons.identity_column import read_numbers
from folkekommune.ingest.persons.linkage import Linkage
from folkekommune.ingest.persons.persons import other_numbers
from folkekommune.settings import Mode

RESERVED = "reserved"


def read_list(lines: Iterable[str], file: str, *, mode: Mode) -> tuple[int, ...]:
    """Read identity numbers, one a line; blank lines and what follows ``#`` are passed over.

    :raises InputError: ``persons.not-a-number`` with the line; ``ingest.real-in-test`` or
        ``ingest.synthetic-in-production`` for numbers that do not belong in this installation.
    """
    found: dict[int, int] = {}
    for place, line in enumerate(lines, start=1):
        text = line.partition("#")[0].strip().replace(" ", "")
        if not text:
            continue
        number = int(parse_numbers([text])[0])
        if number < 0:
            raise InputError("persons.not-a-number", place=Place(file=file, line=place), length=LENGTH)
        found.setdefault(number, place)
    numbers = np.array(list(found), dtype=np.int64)
    checked = check_numbers(numbers, from_2032=True)
    lines_of = list(found.values())
    if not checked.valid.all():
        line_number = lines_of[int(np.flatnonzero(~checked.valid)[0])]
        raise InputError("persons.not-a-number", place=Place(file=file, line=line_number), length=LENGTH)
    wrong = checked.synthetic == (mode is Mode.PRODUCTION)
    if wrong.any():
        code = "ingest.synthetic-in-production" if mode is Mode.PRODUCTION else "ingest.real-in-test"
        line_number = lines_of[int(np.flatnonzero(wrong)[0])]
        raise InputError(code, place=Place(file=file, line=line_number), n=int(wrong.sum()))
    return tuple(found)


def reserve(linkage: Linkage, numbers: Iterable[int]) -> int:
    """Add people who object; tell how many were not there before."""
    before = set(linkage.reserved.tolist())
    return _set(linkage, before | set(numbers), before)


def release_reservation(linkage: Linkage, numbers: Iterable[int]) -> int:
    """Take people off the list, with every number of theirs; tell how many entries that were."""
    before = set(linkage.reserved.tolist())
    return _set(linkage, before - linkage.numbers_of(numbers), before)


def handles_of(linkage: Linkage, numbers: Iterable[int]) -> set[int]:
    """Give the handles under which drafts may know these people."""
    everything = linkage.numbers_of(numbers)
    here = np.isin(linkage.handles["number"], list(everything))
    return set(linkage.handles["handle"][here].tolist())


def without_reserved(batch: Batch, reserved: frozenset[int]) -> tuple[Batch, int]:
    """Leave out the rows of people who object; tell how many rows that were.

    :param reserved: every number of theirs.
    """
    if not reserved:
        return batch, 0
    numbers, _ = read_numbers(batch.identity)
    kept = ~np.isin(numbers, list(reserved))
    others = batch.cells.get(OTHER_IDENTITY)
    if others is not None:
        named = np.array([not reserved.isdisjoint(other_numbers(word)) for word in others.words] + [False])
        kept &= ~named[others.indices]
    if kept.all():
        return batch, 0
    return _rows(batch, kept), int((~kept).sum())


def _rows(batch: Batch, kept: NDArray[np.bool_]) -> Batch:
    mask = pa.array(kept)
    return replace(
        batch,
        rows=batch.rows[kept],
        record=batch.record.filter(mask),
        identity=batch.identity.filter(mask),
        version=None if batch.version is None else batch.version[kept],
        withdrawn=batch.withdrawn[kept],
        cells={name: TextColumn(cells.indices[kept], cells.words) for name, cells in batch.cells.items()},
    )


def _set(linkage: Linkage, after: set[int], before: set[int]) -> int:
    linkage.reserved = np.array(sorted(after), dtype=np.int64)
    linkage.changed |= after != before
    return len(after ^ before)

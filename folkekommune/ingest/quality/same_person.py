"""C2, third part: a row is about the person whose number it bears.

A number copied from another child, or mistyped into one that exists, shows by the birth date: the file's and
the number's differ. Twins have one birth date; a number of the one on the other shows when the file gives the
other sex and the child with that number was at the same kind of visit on another record. Which child such a
row is about cannot be told, so it waits for a correction and is never laid to the number's owner. A sex that
differs alone is a slip of the pen (C1): the number is believed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.mappings.mapping import BIRTH_DATE
from folkekommune.ingest.quality.finding import Context, Finding


def check(records: Records, context: Context) -> Finding:  # noqa: ARG001 - all checks are called alike
    """Find rows whose birth date, or sex beside a twin, is not that of the number."""
    told = records.fit & records.identity.valid
    contradicted = told & _other_birth(records)
    shared = told & ~contradicted & _beside_a_twin(records, told)
    return Finding(
        check="C2",
        applicable=int(told.sum()),
        violating=int(contradicted.sum() + shared.sum()),
        quarantine={"identity-contradicted": contradicted, "identity-shared": shared},
    )


def _other_birth(records: Records) -> NDArray[np.bool_]:
    stated = records.understood.get(BIRTH_DATE)
    if stated is None:
        return np.zeros(records.count, dtype=np.bool_)
    born = records.identity.birth_date
    both = stated.column.present & ~np.isnat(born)
    other: NDArray[np.bool_] = both & (born.astype(np.int64) != stated.column.values)
    return other


def _beside_a_twin(records: Records, told: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Find rows of the other sex than the number's, whose number also has a row of its own sex here."""
    sexed = told & records.sex.present & (records.identity.sex > 0)
    other = sexed & (records.sex.values != records.identity.sex)
    found = np.zeros(records.count, dtype=np.bool_)
    if other.any():
        own = np.unique(records.identity.numbers[sexed & ~other])
        rows = np.flatnonzero(other)
        rows = rows[np.isin(records.identity.numbers[rows], own)]
        for row in rows.tolist():
            same = (records.identity.numbers == records.identity.numbers[row]) & sexed & ~other
            found[row] = bool((records.record[same] != records.record[row]).any())
    return found

"""Tell whether two engines gave the same, by a digest of all there is in an answer."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

import numpy as np

from folkekommune.query.engine import Cells, Rows


def of_cells(cells: Cells) -> str:
    """Digest groups with counts, fingerprints and sketches, whatever their order."""
    columns = [cells.parts, cells.mask, cells.units, cells.persons, cells.fingerprint, cells.sketch]
    for sums in cells.moments:
        columns += [sums.units, sums.valid, sums.fingerprint, sums.sketch, sums.total, sums.squares]
    listed = zip(*cells.coordinates, *(column.tolist() for column in columns), strict=True)
    return of_texts(sorted(map(repr, listed)))


def of_rows(rows: Rows) -> str:
    """Digest rows in their order, which is part of the answer."""
    # Every missing value is written alike, and nought has no sign.
    values = (np.where(np.isnan(column), np.nan, column + 0.0) for column in rows.values)
    told = sha256(np.ascontiguousarray(rows.keys).tobytes())
    for column in values:
        told.update(np.ascontiguousarray(column, dtype=np.float64).tobytes())
    return told.hexdigest()


def of_texts(texts: Iterable[str]) -> str:
    """Digest texts in their order."""
    told = sha256()
    for text in texts:
        told.update(text.encode() + b"\n")
    return told.hexdigest()

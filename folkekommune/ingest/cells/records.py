"""Rows whose cells are understood: what the quality checks work on, before identities are taken away."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from folkekommune.identity import Checked
from folkekommune.ingest.cells.batch import Batch
from folkekommune.ingest.cells.columns import Column, TextColumn, Understood

FIT = 0


@dataclass(frozen=True)
class Records:
    """Rows of one occasion.

    :param batch: the rows as they came.
    :param record: keyed hash of the record system's own id of each row.
    :param identity: the checked identity numbers.
    :param repaired_identity: the rows whose numbers were mended, by rule.
    :param visit: days since 1970-01-01; :param birth: the same, from the number or else from the file.
    :param items: what was answered; :param places: texts that tell where, still to be understood.
    :param understood: what reading each field came to, by role or item.
    :param reasons: for each row why it is not fit, 0 when it is; see ``quality.reasons``.
    :param stop: the last day of a spell, which begins on the day of the visit; absent while it goes on.
    :param linked: items whose values are other persons.
    """

    batch: Batch
    record: NDArray[np.int64]
    version: NDArray[np.int64]
    identity: Checked
    repaired_identity: dict[str, NDArray[np.int64]] = field(hash=False)
    visit: Column
    birth: Column
    sex: Column
    items: dict[str, Column] = field(hash=False)
    places: dict[str, TextColumn] = field(hash=False)
    understood: dict[str, Understood] = field(hash=False)
    reasons: NDArray[np.int16]
    stop: Column
    linked: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.reasons)

    @property
    def fit(self) -> NDArray[np.bool_]:
        """Which rows no check has found unfit so far, withdrawn ones left out."""
        fit: NDArray[np.bool_] = (self.reasons == FIT) & ~self.batch.withdrawn
        return fit

    @property
    def age(self) -> NDArray[np.int64]:
        """Give the age in days at the visit; 0 where it is not known."""
        known = self.visit.present & self.birth.present
        return np.where(known, self.visit.values - self.birth.values, 0).astype(np.int64)

    @property
    def known_sex(self) -> NDArray[np.int64]:
        """Give the sex that the number tells, else the one in the file; 0 where neither does."""
        from_file = np.where(self.sex.present, self.sex.values, 0)
        sex = np.where(self.identity.sex > 0, self.identity.sex, from_file)
        return sex.astype(np.int64)

    def with_items(self, items: dict[str, Column]) -> Records:
        """Give the records with some items replaced."""
        return replace(self, items=self.items | items)

    def with_reasons(self, reasons: NDArray[np.int16]) -> Records:
        """Give the records with reasons for rows that are not fit."""
        return replace(self, reasons=reasons)

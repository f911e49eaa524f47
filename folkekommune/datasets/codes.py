"""Which values are in a code list, and whether they held on a day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from folkekommune.catalogue.model import Code, CodeList, ValueType
from folkekommune.datasets.conversion import NO_DAY, Column, read_values

_EPOCH = date(1970, 1, 1)
_ALWAYS = (-NO_DAY, NO_DAY)
_NEVER = (NO_DAY, -NO_DAY)


class Codes:
    """A code list made ready for whole columns."""

    def __init__(self, codes: CodeList, kind: pa.DataType) -> None:
        periods: dict[int | str, list[tuple[int, int]]] = {}
        for code in codes.codes:
            periods.setdefault(code.value, []).append(_period(code))
        most = max(map(len, periods.values()))
        filled = [known + [_NEVER] * (most - len(known)) for known in periods.values()]
        self._known = pa.array(list(periods), kind)
        # One row a period, one column a code, and a last column for what is no code.
        self._bounds = np.array([*filled, [_ALWAYS] * most], dtype=np.int64).transpose(1, 2, 0)
        # Between these days every code holds in its first period.
        self._all_from, self._all_until = self._bounds[0, 0].max(), self._bounds[0, 1].min()

    def read(self, texts: pa.Array, kind: ValueType) -> tuple[Column, NDArray[np.int64]]:
        """Read a column of values, with the place of each in the list; the last place is for no code.

        Where every text is a code as it stands, nothing else needs to be looked at.
        """
        if kind is ValueType.STRING:
            places = pc.index_in(texts, value_set=self._known)
            if not places.null_count:
                return Column(texts), places.to_numpy()
        column = read_values(texts, kind)
        places = pc.index_in(column.values, value_set=self._known)
        return column, pc.fill_null(places, len(self._known)).to_numpy(zero_copy_only=False)

    def faults(
        self, values: pa.Array, places: NDArray[np.int64], start: NDArray[np.int32]
    ) -> tuple[tuple[str, NDArray[np.int64]], ...]:
        """Find values outside the list, and codes that did not hold on the first day of their row.

        A row without a first day is not about a day. Empty values are for another rule.
        """
        faults = []
        unknown = places == len(self._known)
        if unknown.any():
            unknown &= values.is_valid().to_numpy(zero_copy_only=False)
            if pa.types.is_string(values.type):
                unknown &= pc.not_equal(values, "").to_numpy(zero_copy_only=False)
            faults.append(("value-not-in-codes", np.flatnonzero(unknown)))
        if len(start) and not (self._all_from <= start.min() and start.max() <= self._all_until):
            holds = start == NO_DAY
            for first, last in self._bounds:
                holds |= (start >= first[places]) & (start <= last[places])
            if not holds.all():
                faults.append(("code-not-valid", np.flatnonzero(~holds)))
        return tuple(faults)


def _period(code: Code) -> tuple[int, int]:
    if code.sentinel:
        return _ALWAYS
    until = code.valid_until
    return ((code.valid_from - _EPOCH).days, NO_DAY if until is None else (until - _EPOCH).days)

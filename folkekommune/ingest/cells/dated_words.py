"""Words for codes that hold for a while: in a period, with some versions of the form, or both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from folkekommune.ingest.cells.columns import ABSENT, Column, TextColumn

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class DatedWords:
    """A code map with validity.

    :param first, last: the days of the visits it holds for, both included; None where it has no end.
    :param forms: the versions of the form it holds for; of all when there are none.
    :param terms, words: as those of a :class:`~folkekommune.ingest.cells.words.Writing`.
    """

    code_list: str
    first: date | None = None
    last: date | None = None
    forms: tuple[str, ...] = ()
    terms: dict[str, int | str] = field(default_factory=dict, hash=False)
    words: dict[str, int | str] = field(default_factory=dict, hash=False)

    def holds(self, visit: Column, form: TextColumn | None) -> NDArray[np.bool_]:
        """Tell for which rows it holds; without a day or a version known, it does not."""
        rows = np.ones(len(visit.present), dtype=np.bool_)
        if self.first is not None:
            rows &= visit.present & (visit.values >= (self.first - _EPOCH).days)
        if self.last is not None:
            rows &= visit.present & (visit.values <= (self.last - _EPOCH).days)
        if self.forms:
            rows &= self._of_form(form, len(rows))
        return rows

    def meets(self, other: DatedWords) -> bool:
        """Tell whether there may be rows that both hold for."""
        apart = _before(self.last, other.first) or _before(other.last, self.first)
        return not apart and (not self.forms or not other.forms or bool({*self.forms} & {*other.forms}))

    def _of_form(self, form: TextColumn | None, count: int) -> NDArray[np.bool_]:
        if form is None:
            return np.zeros(count, dtype=np.bool_)
        # The last place stands for no version at all, which is where an absent index of -1 leads.
        fits = np.array([word.strip() in self.forms for word in form.words] + [False])
        chosen: NDArray[np.bool_] = fits[np.where(form.indices == ABSENT, len(form.words), form.indices)]
        return chosen


def _before(last: date | None, first: date | None) -> bool:
    return last is not None and first is not None and last < first

"""The test of independence in a table, from what the table shows and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import chdtrc

from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeValue, Sign
from folkekommune.disclosure.values import HIDDEN, NOT_COMPUTABLE, significant

_SMALLEST_P = 0.001
_DECIMALS = 3

Figures = tuple[tuple[str, SafeValue], ...]


def chi_square(rows: Sequence[Sequence[SafeValue]], policy: Policy) -> Figures:
    """Give χ², its degrees of freedom and p of the inner cells of a table as shown.

    A cell in the band counts as the middle of it. Whoever sees the table could work out the same.
    """
    if any(cell.sign not in {Sign.SHOWN, Sign.BAND} for row in rows for cell in row):
        return (("chi2", HIDDEN), ("df", HIDDEN), ("p", HIDDEN))
    middle = (policy.floors.band - 1) / 2
    listed = [[middle if cell.text is None else float(cell.text) for cell in row] for row in rows]
    counts = np.array(listed).reshape(len(listed), -1) if listed else np.zeros((0, 0))
    by_row, by_column = counts.sum(axis=1), counts.sum(axis=0)
    if min(counts.shape) <= 1 or by_row.min() <= 0 or by_column.min() <= 0:
        return (("chi2", NOT_COMPUTABLE), ("df", NOT_COMPUTABLE), ("p", NOT_COMPUTABLE))
    expected = np.outer(by_row, by_column) / counts.sum()
    statistic = float(((counts - expected) ** 2 / expected).sum())
    freedom = (len(by_row) - 1) * (len(by_column) - 1)
    p = float(chdtrc(freedom, statistic))
    written = f"<{_SMALLEST_P}" if p < _SMALLEST_P else f"{p:.{_DECIMALS}f}"
    return (
        ("chi2", SafeValue(significant(statistic, _DECIMALS))),
        ("df", SafeValue(str(freedom))),
        ("p", SafeValue(written)),
    )

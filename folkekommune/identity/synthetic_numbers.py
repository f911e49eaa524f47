"""Make identity numbers of the synthetic series, which no person can have (month + 80)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.identity.control_digits import UNUSABLE, control_digits
from folkekommune.identity.numbers import Series

_D_NUMBER_DAY = 40


def make_synthetic(
    birth_date: NDArray[np.datetime64],
    individual: NDArray[np.int64],
    *,
    d_number: bool = False,
    remainder: int = 0,
) -> NDArray[np.int64]:
    """Make synthetic numbers from birth dates and individual numbers; -1 where none can be made.

    The caller chooses the individual number: 500-999 for births 2000-2039, odd for boys.

    :param remainder: 1, 2 or 3 makes a number of the kind issued from 2032.
    """
    month_start = birth_date.astype("datetime64[M]")
    month = month_start.astype(np.int64) % 12 + 1
    year = birth_date.astype("datetime64[Y]").astype(np.int64) + 1970
    day = (birth_date.astype("datetime64[D]") - month_start.astype("datetime64[D]")).astype(np.int64) + 1
    if d_number:
        day = day + _D_NUMBER_DAY
    first_nine = day * 10**7 + (month + Series.TAX_TEST) * 10**5 + (year % 100) * 1000 + individual
    first, second = control_digits(first_nine, remainder=remainder)
    usable = (first != UNUSABLE) & (second != UNUSABLE)
    numbers: NDArray[np.int64] = np.where(usable, first_nine * 100 + first * 10 + second, -1)
    return numbers

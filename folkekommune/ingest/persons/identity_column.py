"""The column of identity numbers in a batch: digits with or without separators, a lost leading zero."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

_ELEVEN = "^[0-9]{11}$"
_TEN = "^[0-9]{10}$"


def read_numbers(identity: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Read identity numbers, -1 where there are neither eleven nor ten digits; tell which had separators.

    Ten digits are eleven whose leading zero a numeric cell has lost.
    """
    trimmed = pc.utf8_trim_whitespace(identity.fill_null(""))
    joined = pc.replace_substring_regex(trimmed, pattern="[ .\u00a0-]", replacement="")
    readable = _matches(joined, _ELEVEN) | _matches(joined, _TEN)
    numbers = pc.if_else(pa.array(readable), joined, "-1").cast(pa.int64())
    separated = np.asarray(pc.not_equal(joined, trimmed)) & readable
    return numbers.to_numpy(zero_copy_only=False), separated


def lacks_leading_zero(identity: pa.Array) -> NDArray[np.bool_]:
    """Tell which numbers have ten digits, as when a spreadsheet takes them for amounts."""
    return _matches(identity, _TEN)


def _matches(texts: pa.Array, pattern: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.asarray(pc.match_substring_regex(texts.fill_null(""), pattern=pattern))
    return found

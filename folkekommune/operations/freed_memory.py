"""Memory that a long-lived server has freed goes back to the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_ARENAS, _TRIM, _MAPPED = -8, -1, -3
"""``M_ARENA_MAX``, ``M_TRIM_THRESHOLD`` and ``M_MMAP_THRESHOLD`` of mallopt(3)."""

_TWO = 2
_LARGE = 128 * 1024
"""Bytes; where the C library begins. Named, it stays there: else it rises with the largest page that was
ever made, and below it nothing is handed back while something later made lies above."""


def hand_back_freed_memory() -> None:
    """Tell the C library to keep little of what is freed, and in two places instead of eight a core.

    Pages are made in forty threads, each of texts of some hundred kilobytes. Another C library than the GNU
    one knows nothing of this, and is left as it is.
    """
    with suppress(OSError, AttributeError):
        choose = ctypes.CDLL(None).mallopt
        for setting, value in ((_ARENAS, _TWO), (_TRIM, _LARGE), (_MAPPED, _LARGE)):
            choose(setting, value)

"""What one run may use, and how many may run at once."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 2**20


@dataclass(frozen=True)
class Limits:
    """Ceilings of a run.

    :param seconds: how long it may last.
    :param memory: bytes that its process group may hold in memory.
    :param patience: seconds between the polite and the hard stop.
    """

    seconds: float = 600
    memory: int = 6 * 1024 * MEBIBYTE
    patience: float = 3

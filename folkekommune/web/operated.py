"""What the server is told by, and tells, those who operate it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Operated:
    """How the installation is doing, asked anew each time.

    :param is_stopped: whether all answering is stopped; asked before every answer, so it must be cheap.
    :param failing: the names of what the server needs and does not have, such as ``control-database``.
    :param lacking: the names of what some work waits for though requests are answered, such as ``vault``.
    :param measured: figures of the installation by name, such as ``disk_free_bytes``; of operation alone.
    :param measured_from: the addresses that may read the figures.
    """

    is_stopped: Callable[[], bool] = lambda: False
    failing: Callable[[], tuple[str, ...]] = lambda: ()
    measured: Callable[[], Mapping[str, float]] = dict
    measured_from: tuple[str, ...] = ("127.0.0.1", "::1")
    lacking: Callable[[], tuple[str, ...]] = lambda: ()

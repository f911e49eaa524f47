"""Several workers on one queue, each in a thread of the server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from folkekommune.access.run_records import RunRecords
from folkekommune.runs.limits import Limits
from folkekommune.runs.worker import Ended, Worker


class WorkerPool:
    """Start and stop the workers of a server. One server works on an installation's queue at a time."""

    def __init__(
        self,
        records: RunRecords,
        command: Sequence[str],
        *,
        limits: Limits,
        at_once: int = 2,
        ended: Ended | None = None,
        paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self._records = records
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(
                target=Worker(records, command, limits=limits, ended=ended, paused=paused).serve,
                args=(self._stop,),
                daemon=True,
            )
            for _ in range(at_once)
        ]

    def start(self) -> None:
        """Put back what the server before left behind, and begin."""
        self._records.requeue_abandoned()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End all children and wait for the workers. Runs under way begin again at the next start."""
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

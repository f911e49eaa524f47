"""Several workers on one queue, each in a thread of the server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from folkekommune.access.run_records import RunRecords
from folkekommune.runs.limits import Limits
from folkekommune.runs.worker import Event, Worker


class WorkerPool:
    """Start and stop the workers of a server. Several servers may work on one queue."""

    def __init__(
        self,
        records: RunRecords,
        command: Sequence[str],
        *,
        limits: Limits,
        at_once: int = 2,
        event: Event | None = None,
        paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self._records = records
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(
                target=Worker(records, command, limits=limits, event=event, paused=paused).serve,
                args=(self._stop,),
                daemon=True,
            )
            for _ in range(at_once)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End all children and wait for the workers. Runs under way go back to the queue."""
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

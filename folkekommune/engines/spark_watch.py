"""See that a cluster still has someone who works: Spark itself would wait for them for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

from folkekommune.engines.spark_session import faults

PATIENCE = 120.0
"""Seconds that a request waits on a cluster without workers before it is given up."""

_GLANCE = 1.0


class Watch:
    """What the one who watches has seen.

    :param lost: whether the request was given up because nobody worked on it.
    """

    def __init__(self) -> None:
        self.lost = False
        self.over = Event()

    def look(self, java: Any, group: str) -> None:
        """Look now and then until the request is over, and cancel it when nobody has worked for long."""
        seen = time.monotonic()
        # A cluster that is gone altogether is told of by the request itself.
        with suppress(*faults()):
            while not self.over.wait(_GLANCE):
                # The driver counts as one.
                if java.getExecutorMemoryStatus().size() > 1:
                    seen = time.monotonic()
                elif time.monotonic() - seen > PATIENCE:
                    self.lost = True
                    java.cancelJobGroupAndFutureJobs(group)
                    return


@contextmanager
def watched(java: Any, group: str, *, local: bool) -> Iterator[Watch]:
    """Watch over a request; on this machine alone there is no one to lose."""
    watch = Watch()
    if local:
        yield watch
        return
    watcher = Thread(target=watch.look, args=(java, group), daemon=True)
    watcher.start()
    try:
        yield watch
    finally:
        watch.over.set()
        watcher.join()

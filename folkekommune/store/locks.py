"""One writer at a time: a lock the kernel lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from folkekommune.errors import UsageError
from folkekommune.settings import share

AN_INSTANT = 0.25
"""Seconds to wait for someone who only tidies up."""

_PAUSE_SECONDS = 0.05


@contextmanager
def exclusive(folder: Path, code: str, *, patience: float = AN_INSTANT) -> Iterator[None]:
    """Hold the lock of a folder.

    :param code: the text for the person whose work must wait, :param patience: for so many seconds.
    :raises UsageError: with that code, when another holds the lock all that time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    share(folder / ".lock")
    try:
        if not _acquire(descriptor, patience):
            raise UsageError(code, folder=str(folder))
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE_SECONDS)
        else:
            return True

"""One writer at a time: a lock the kernel lets go of when its holder dies."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from folkekommune.errors import UsageError

_ATTEMPTS = 5
_PAUSE_SECONDS = 0.05


@contextmanager
def exclusive(folder: Path, code: str) -> Iterator[None]:
    """Hold the lock of a folder.

    :param code: the text for the person whose work must wait.
    :raises UsageError: with that code, when another holds the lock.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _acquire(descriptor):
            raise UsageError(code, folder=str(folder))
        yield
    finally:
        os.close(descriptor)


def _acquire(descriptor: int) -> bool:
    """Try a few times: someone who only tidies up holds the lock for an instant."""
    for attempt in range(_ATTEMPTS):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if attempt + 1 < _ATTEMPTS:
                time.sleep(_PAUSE_SECONDS)
        else:
            return True
    return False

"""Write so that a file or folder appears whole or not at all, one writer at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from folkekommune.errors import UsageError
from folkekommune.settings import share

_PREFIX = ".unfinished-"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = 0o440


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, waiting for whoever holds it; the kernel frees it with its holder.

    What killed writers left behind is removed.
    """
    with told_when_full(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        share(folder)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        share(folder / ".lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            _tidy(folder)
            yield
        finally:
            os.close(descriptor)


def write_folder(target: Path, files: Mapping[str, bytes], *, locked: Path) -> None:
    """Make a folder of read-only files.

    :param locked: the folder whose lock is held; it is made there and then moved.
    """
    unfinished = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=locked))
    for name, content in files.items():
        _write(unfinished / name, content)
        (unfinished / name).chmod(_READ_ONLY)
    unfinished.chmod(0o750)
    _sync(unfinished)
    target.parent.mkdir(exist_ok=True, mode=0o750)
    share(target.parent)
    unfinished.rename(target)
    _sync(target.parent)
    _sync(locked)


def replace_file(target: Path, content: bytes) -> None:
    """Put a file in place of the one with its name. Call it while holding the folder's lock."""
    unfinished = target.with_name(f"{_PREFIX}{target.name}")
    _write(unfinished, content)
    unfinished.replace(target)
    _sync(target.parent)


@contextmanager
def told_when_full(folder: Path) -> Iterator[None]:
    """Turn a full disk into a sentence.

    :raises UsageError: ``published.disk-full``.
    """
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise UsageError("published.disk-full", folder=str(folder)) from None
        raise


def _tidy(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

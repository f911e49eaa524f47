"""Let a folder appear whole or not at all, also when the process is killed or the disk is full."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from folkekommune.errors import FolkeKommuneError, UsageError
from folkekommune.settings import share

_PREFIX = ".unfinished-"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FULL_TEXTS = tuple(os.strerror(number) for number in _FULL)


class StoreFaultError(FolkeKommuneError):
    """The database engine failed at something that is not the user's doing. Holds no engine text."""


@contextmanager
def unfinished(parent: Path) -> Iterator[Path]:
    """Give a hidden folder to fill; what :func:`reveal` has not moved away is removed at the end."""
    with tell_disk_full(parent):
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        share(folder)
    try:
        with tell_disk_full(parent):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def reveal(folder: Path, target: Path) -> None:
    """Write everything in a hidden folder through to the disk, then give it its name in one step."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)
    folder.rename(target)
    sync(target.parent)


def remove_unfinished(parent: Path) -> None:
    """Remove what killed processes left behind. Call it only while holding the lock of the folder."""
    for folder in leftovers(parent):
        shutil.rmtree(folder, ignore_errors=True)


def leftovers(parent: Path) -> list[Path]:
    """List hidden folders that were never revealed."""
    return sorted(parent.glob(f"{_PREFIX}*"))


def sync(path: Path) -> None:
    """Write a file or folder through to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file that is never changed a second name; where the volume cannot, copy it."""
    try:
        target.hardlink_to(source)
    except OSError as fault:
        if fault.errno in _FULL:
            raise
        shutil.copy2(source, target)


def digest(file: Path) -> str:
    """Give the SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def tell_disk_full(folder: Path) -> Iterator[None]:
    """Turn a full disk into a sentence, and any engine fault into one that quotes no value."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise UsageError("store.disk-full", folder=str(folder)) from None
        raise
    except duckdb.Error as fault:
        if any(text in str(fault) for text in _FULL_TEXTS):
            raise UsageError("store.disk-full", folder=str(folder)) from None
        raise StoreFaultError(type(fault).__name__) from None

"""Take in a delivery that another user laid ready, where the vault is apart.

Who laid it there may still change it, or have put a link in it that leads to what only this user may read.
So it is read from a copy of this user's own, made without following any link.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from folkekommune.errors import InputError, Place

_FOR_OTHERS = 0o022
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_PIECE = 1 << 20


@contextmanager
def taken_in(folder: Path, to: Path) -> Iterator[Path]:
    """Give a delivery that nobody else can change: as it lies, or as a copy that is removed at the end.

    :param to: a folder of this user's own, for copies.
    :raises InputError: ``tasks.delivery-links`` when something in it is not a plain file or folder;
        ``tasks.delivery-closed`` when this user may not read it.
    """
    if _is_ours(folder):
        yield folder
        return
    place = Path(mkdtemp(dir=to))
    try:
        try:
            _copy(os.open(folder, _READ | os.O_DIRECTORY), place / folder.name)
        except PermissionError:
            raise InputError("tasks.delivery-closed", place=Place(file=str(folder))) from None
        except NotADirectoryError:
            raise InputError("tasks.delivery-links", place=Place(file=str(folder))) from None
        yield place / folder.name
    finally:
        shutil.rmtree(place, ignore_errors=True)


def forget_copies(to: Path) -> None:
    """Remove the copies that someone who was killed left behind."""
    for left in to.glob("[!.]*"):
        shutil.rmtree(left, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    """Tell whether nobody but this user can change anything in a folder, or the folder itself."""
    above = folder.parent.stat()
    if above.st_mode & _FOR_OTHERS and not above.st_mode & stat.S_ISVTX:
        return False
    return all(_belongs(path.lstat()) for path in (folder, *folder.rglob("*")))


def _belongs(state: os.stat_result) -> bool:
    plain = stat.S_ISREG(state.st_mode) or stat.S_ISDIR(state.st_mode)
    return plain and state.st_uid == os.geteuid() and not state.st_mode & _FOR_OTHERS


def _copy(source: int, target: Path) -> None:
    """Copy an open folder, which is closed then."""
    try:
        target.mkdir(mode=0o700)
        for name in sorted(os.listdir(source)):
            descriptor = _open(name, source, target)
            state = os.fstat(descriptor)
            if stat.S_ISDIR(state.st_mode):
                _copy(descriptor, target / name)
                continue
            with os.fdopen(descriptor, "rb") as reading:
                # A second name of a file may be one that lies where its reader had no way to.
                if not stat.S_ISREG(state.st_mode) or state.st_nlink > 1:
                    raise InputError("tasks.delivery-links", place=Place(file=name))
                with (target / name).open("xb") as writing:
                    shutil.copyfileobj(reading, writing, _PIECE)
    finally:
        os.close(source)


def _open(name: str, folder: int, target: Path) -> int:
    try:
        return os.open(name, _READ, dir_fd=folder)
    except PermissionError:
        raise
    except OSError:
        raise InputError("tasks.delivery-links", place=Place(file=str(target / name))) from None

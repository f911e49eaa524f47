"""Which files make up an installation: what a backup takes, and what is looked after for damage.

Deliveries as they came, exports that were made, scratch space and the notes of operating are not among them:
the first two hold readable identities and have homes of their own, the others are made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from folkekommune.errors import UserError
from folkekommune.settings import Home, Installation, load_installation

DATABASE = ".sqlite"
_UNFINISHED = ".unfinished-"
_ELSEWHERE = ("export", "receiver-keys")
_LEFT_OUT = (".lock", ".new", "-wal", "-shm", "-journal", ".tmp")


@dataclass(frozen=True)
class FileNote:
    """What is known of a file: its size, digest and rights, and when it was last written."""

    bytes: int
    sha256: str
    mode: int
    written: int

    @classmethod
    def of(cls, file: Path) -> FileNote:
        """Read a file and note it."""
        state = file.stat()
        return cls(state.st_size, digest(file), state.st_mode & 0o777, state.st_mtime_ns)

    def as_data(self) -> dict[str, Any]:
        """Give the note as plain data."""
        return {"bytes": self.bytes, "sha256": self.sha256, "mode": self.mode, "written": self.written}


def folders(home: Home) -> tuple[Path, ...]:
    """Give the folders of an installation, in the order a snapshot must take them.

    What is written last is taken first: everything that a file refers to is then there when its folder is
    taken. A publication is in the register once it is in the ledger, a delivery in the draft once its persons
    are in the vault, a sealed file there once its key is. Folders unknown here (scripts of projects) refer to
    nothing.
    """
    known = (home.published, home.ledger, home.store, home.vault, home.databanks, home.keys)
    left_out = {
        home.operations,
        home.temporary,
        _deliveries(home),
        *(home.root / name for name in _ELSEWHERE),
    }
    found = (folder for folder in sorted(home.root.glob("[!.]*")) if folder.is_dir())
    others = (folder for folder in found if folder not in known and folder not in left_out)
    return (*others, *known)


def files_of(home: Home) -> tuple[Path, ...]:
    """List the files of an installation."""
    found = list(top_files(home))
    for folder in folders(home):
        found += files_in(folder)
    return tuple(sorted(found))


def top_files(home: Home) -> tuple[Path, ...]:
    """List the files that lie in the installation's folder itself."""
    return tuple(sorted(file for file in home.root.glob("*") if _counts(file)))


def files_in(folder: Path) -> Iterator[Path]:
    """Give the files below a folder that count, without those of a writer at work."""
    for file in sorted(folder.rglob("*")):
        if _counts(file) and not any(part.startswith(_UNFINISHED) for part in file.parts):
            yield file


def name_of(home: Home, file: Path) -> str:
    """Give the name of a file inside its installation."""
    return file.relative_to(home.root).as_posix()


def digest(file: Path) -> str:
    """Give the SHA-256 of a file."""
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _deliveries(home: Home) -> Path:
    try:
        return load_installation(home).deliveries
    except UserError:
        return Installation(home).deliveries


def _counts(file: Path) -> bool:
    # A dot before the name is a lock, or a file that is being written.
    return file.is_file() and not file.name.startswith(".") and not file.name.endswith(_LEFT_OUT)

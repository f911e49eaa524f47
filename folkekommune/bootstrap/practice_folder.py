"""Where an installation keeps what practice is made from; it goes with the publications it was made after."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from folkekommune.settings import Home, share

_NAME = "practice"


def practice_folder(home: Home) -> Path:
    """Give the folder, made when it is not there: scratch space, and nothing is lost with it."""
    folder = home.temporary / _NAME
    for each in (home.temporary, folder):
        with suppress(FileExistsError):
            each.mkdir(mode=0o700)
            share(each)
    return folder


def forget_practice(home: Home) -> None:
    """Throw away all that lies there: it was made after what was published until now."""
    folder = home.temporary / _NAME
    for file in folder.glob("*"):
        # Whoever practises has files of their own; what another user of the machine made is theirs to remove.
        with suppress(FileNotFoundError, PermissionError):
            file.unlink()

"""Read a script from a file or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from folkekommune.errors import InputError, Place


def read_script(path: Path) -> str:
    """Give the text of a script; ``-`` is standard input.

    :raises InputError: when the file is missing or is not UTF-8.
    """
    place = Place(file=str(path))
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return content.decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise InputError("services.script-missing", place=place) from None
    except UnicodeDecodeError:
        raise InputError("services.script-encoding", place=place) from None

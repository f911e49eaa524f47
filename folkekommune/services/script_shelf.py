"""A folder of a user's scripts, one file each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from folkekommune.errors import InputError

_NAME = re.compile(r"\w[\w .,-]{0,79}")
_ENDING = ".txt"


@dataclass(frozen=True)
class FolderShelf:
    """Scripts as files, readable by their user alone."""

    folder: Path

    def names(self) -> tuple[str, ...]:
        """List the scripts."""
        return tuple(sorted(file.stem for file in self.folder.glob(f"*{_ENDING}")))

    def read(self, name: str) -> str:
        """Give a script.

        :raises InputError: when there is none of that name.
        """
        file = self._file(name)
        if not file.is_file():
            raise InputError("services.no-such-script", name=name)
        return file.read_text(encoding="utf-8")

    def write(self, name: str, content: str) -> None:
        """Keep a script, in place of one of the same name.

        :raises InputError: for a name that cannot be used.
        """
        file = self._file(name)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(content, encoding="utf-8")

    def _file(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name.endswith((" ", ".")):
            raise InputError("services.script-name", name=name)
        return self.folder / f"{name}{_ENDING}"

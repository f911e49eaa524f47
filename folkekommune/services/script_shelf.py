"""The scripts of a project, by name and version: a folder a script, a file a version.

Everybody in the project sees the same shelf. What was once kept is never changed: saving makes a new
version, and the same text again makes none.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import quote

from folkekommune.access.clock import Clock, utc_now
from folkekommune.errors import InputError

_NAME = re.compile(r"\w[\w .,-]{0,79}")
_ENDING = ".json"


@dataclass(frozen=True)
class ScriptVersion:
    """A version of a script: the first is number one.

    :param by: who saved it, as people call them.
    """

    name: str
    number: int
    content: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ProjectShelf:
    """The scripts of a project, as one of its members reaches them."""

    folder: Path
    by: str
    now: Clock = utc_now

    def names(self) -> tuple[str, ...]:
        """List the scripts."""
        return tuple(sorted({file.parent.name for file in self.folder.glob(f"*/*{_ENDING}")}))

    def latest(self) -> tuple[ScriptVersion, ...]:
        """Give the latest version of each script, the newest first."""
        found = (self.version(name) for name in self.names())
        return tuple(sorted(found, key=lambda version: version.at, reverse=True))

    def versions(self, name: str) -> tuple[ScriptVersion, ...]:
        """Give all versions of a script, the newest first.

        :raises InputError: when there is none of that name.
        """
        found = tuple(_read(name, file) for file in self._files(name)[::-1])
        if not found:
            raise InputError("services.no-such-script", name=name)
        return found

    def version(self, name: str, number: int | None = None) -> ScriptVersion:
        """Give one version of a script, the latest without a number.

        :raises InputError: when there is none.
        """
        files = self._files(name)
        if not files:
            raise InputError("services.no-such-script", name=name)
        if number is None:
            return _read(name, files[-1])
        if not 1 <= number <= len(files):
            raise InputError("services.no-such-version", name=name, number=number)
        return _read(name, files[number - 1])

    def read(self, name: str) -> str:
        """Give the text of a script, in its latest version.

        :raises InputError: when there is none of that name.
        """
        return self.version(name).content

    def write(self, name: str, content: str) -> ScriptVersion:
        """Keep a script as a new version; the text of its latest version makes none.

        :raises InputError: for a name that cannot be used.
        """
        folder = self._folder(name)
        files = self._files(name)
        if files and (last := _read(name, files[-1])).content == content:
            return last
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = {"by": self.by, "at": self.now().isoformat(), "script": content}
        return _read(name, _put(folder, len(files) + 1, json.dumps(kept, ensure_ascii=False)))

    def _folder(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name.endswith((" ", ".")):
            raise InputError("services.script-name", name=name)
        return self.folder / name

    def _files(self, name: str) -> list[Path]:
        """Give the files of a script, the first version first."""
        return sorted(self._folder(name).glob(f"*{_ENDING}"), key=lambda file: int(file.stem))


def project_shelf(root: Path, project: str, *, by: str) -> ProjectShelf:
    """Give the shelf of a project of an installation."""
    return ProjectShelf(root / "scripts" / quote(project, safe=""), by)


def _put(folder: Path, number: int, written: str) -> Path:
    """Put a version in place, whole; it takes the next number if somebody else took this one."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=folder, suffix=".new") as file:
        file.write(written)
        file.flush()
        while True:
            target = folder / f"{number}{_ENDING}"
            try:
                os.link(file.name, target)  # fails where a file is, so that no version is ever written over
            except FileExistsError:
                number += 1
            else:
                return target


def _read(name: str, file: Path) -> ScriptVersion:
    kept = json.loads(file.read_text(encoding="utf-8"))
    return ScriptVersion(name, int(file.stem), kept["script"], kept["by"], datetime.fromisoformat(kept["at"]))

"""Files that were shown and not yet kept: each for who brought it, gone after a day or when it is decided."""

from __future__ import annotations

import os
import re
import time
from hashlib import sha256
from pathlib import Path

from folkekommune.errors import UsageError

_SECONDS = 24 * 60 * 60
_TOKEN = re.compile(r"[0-9a-f]{64}")


class Pending:
    """The waiting files under one folder, which is nobody else's to read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lay(self, who: int, written: bytes) -> str:
        """Lay a file down; give the token by which its owner finds it again."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._tidy(who)
        token = sha256(written).hexdigest()
        file = self._file(who, token)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.write(written)
        return token

    def find(self, who: int, token: str) -> bytes:
        """Give a file back to the one who laid it down.

        :raises UsageError: ``official.not-waiting``.
        """
        try:
            if _TOKEN.fullmatch(token):
                return self._file(who, token).read_bytes()
        except FileNotFoundError:
            pass
        raise UsageError("official.not-waiting")

    def forget(self, who: int) -> None:
        """Throw away what a person laid down."""
        for file in self._folder.glob(f"{who}-*"):
            file.unlink(missing_ok=True)

    def _tidy(self, who: int) -> None:
        """Keep one file a person, and none for long."""
        self.forget(who)
        for file in self._folder.glob("*-*"):
            if time.time() - file.stat().st_mtime > _SECONDS:
                file.unlink(missing_ok=True)

    def _file(self, who: int, token: str) -> Path:
        return self._folder / f"{who}-{token}"

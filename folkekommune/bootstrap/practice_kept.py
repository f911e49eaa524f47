"""Twins that lie ready, each whole in a file of its own under a name made of all that it was made from.

A twin of something else has another name, so what lies here is never wrong, only unused; it is thrown away
with the publication it was made after.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from folkekommune.catalogue.model import Databank
from folkekommune.services.practice import twin
from folkekommune.services.practice.weights import Weights

_TWIN = ".duckdb"
_UNFINISHED = ".unfinished-"
_GIVEN_UP = 3600
"""Seconds after which nobody is still at work on what is unfinished."""


@dataclass(frozen=True)
class KeptTwins:
    """Twins that lie ready in a folder.

    :param made: called with each file that has been made, before it gets its name.
    """

    folder: Path
    made: Callable[[Path], None] = lambda _: None

    def give(self, name: str, to: Path) -> bool:
        """Lay a twin at a place of one's own, where it stays; say whether it lay ready."""
        try:
            os.link(self._file(name), to)
        except FileNotFoundError:
            return False
        except OSError:  # another disk
            try:
                shutil.copyfile(self._file(name), to)
            except FileNotFoundError:
                to.unlink(missing_ok=True)
                return False
        return True

    def keep(self, name: str, write: Callable[[Path], None]) -> None:
        """Make a twin, unless it lies here; it has its name once it is whole."""
        if self._file(name).exists():
            return
        unfinished = self.folder / f"{_UNFINISHED}{secrets.token_hex(4)}{_TWIN}"
        try:
            write(unfinished)
            self.made(unfinished)
            unfinished.replace(self._file(name))
        finally:
            unfinished.unlink(missing_ok=True)

    def keep_only(self, names: Collection[str]) -> None:
        """Throw all other twins away, and what was never finished."""
        wanted = {self._file(name) for name in names}
        for file in self.folder.glob(f"*{_TWIN}*"):
            at_work = file.name.startswith(_UNFINISHED) and _age(file) < _GIVEN_UP
            if file not in wanted and not at_work:
                file.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}{_TWIN}"


def twin_name(
    databank: Databank, version: str, *, parts: Sequence[str], weights: Weights, until: date, persons: int
) -> str:
    """Give the name of a twin: the digest of all that it is made from, and of what makes it."""
    told = json.dumps(weights.plain(), sort_keys=True)
    made_from = (_maker(), repr(databank), version, *parts, told, until.isoformat(), str(persons))
    return sha256("\0".join(made_from).encode()).hexdigest()[:32]


@cache
def _maker() -> str:
    """Tell what makes twins from any other: nobody has to remember to change a number."""
    sources = [*sorted(Path(twin.__file__).parent.glob("*.py")), Path(__file__).with_stem("practice")]
    return sha256(np.__version__.encode() + b"".join(file.read_bytes() for file in sources)).hexdigest()


def _age(file: Path) -> float:
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return 0.0

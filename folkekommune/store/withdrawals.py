"""Which parts of which versions their municipalities have withdrawn.

A release is never changed. A withdrawal is a small file beside the releases; from the instant it is there
no version with that part is opened any more.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from folkekommune.errors import InputError, Place
from folkekommune.store.durable import sync


@dataclass(frozen=True)
class Withdrawal:
    """A municipality's part taken back.

    :param versions: those that held it, :param instead: the version with the remaining parts, if any.
    :param on: the day, as ``YYYY-MM-DD``.
    :param lasting: until the municipality's own steward releases again, its draft is in no release.
    """

    municipality: str
    versions: tuple[str, ...]
    instead: str | None
    on: str
    lasting: bool = True


class Withdrawals:
    """The withdrawals of one databank, one file a municipality and day of withdrawal."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> tuple[Withdrawal, ...]:
        """List every withdrawal.

        :raises InputError: ``store.damaged``: one that cannot be read must not be passed over.
        """
        return tuple(_read(file) for file in sorted(self._folder.glob("*.json")))

    def of_version(self, version: str) -> Withdrawal | None:
        """Find what took a version out of use."""
        return next((each for each in self.all() if version in each.versions), None)

    def municipalities(self) -> frozenset[str]:
        """Give the municipalities that are in no release before they say so again."""
        return frozenset(each.municipality for each in self.all() if each.lasting)

    def add(self, withdrawal: Withdrawal) -> None:
        """Write a withdrawal; it holds from then on."""
        number = len(list(self._folder.glob("*.json"))) + 1
        self._write(f"{number:06d}-{withdrawal.municipality}.json", withdrawal)

    def end(self, municipality: str) -> None:
        """Let a municipality into releases again; its withdrawn versions stay withdrawn."""
        for file in sorted(self._folder.glob("*.json")):
            found = _read(file)
            if found.municipality == municipality and found.lasting:
                self._write(file.name, Withdrawal(**asdict(found) | {"lasting": False}))

    def _write(self, name: str, withdrawal: Withdrawal) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = self._folder / f".{name}.{secrets.token_hex(4)}"
        with temporary.open("x", encoding="utf-8") as stream:
            json.dump(asdict(withdrawal), stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.rename(self._folder / name)
        sync(self._folder)


def _read(file: Path) -> Withdrawal:
    try:
        entry = json.loads(file.read_text(encoding="utf-8"))
        return Withdrawal(**entry | {"versions": tuple(entry["versions"])})
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError("store.damaged", place=Place(file=str(file))) from None

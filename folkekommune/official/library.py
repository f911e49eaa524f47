"""Official tables at rest: one read-only folder a version, with what came from where and when.

What is kept are the understood figures, after hiding where hiding is ours to do, and the checksum of the
file; so no small count of an unprotected file stays in the installation.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from folkekommune.errors import InputError, Place, UsageError
from folkekommune.official.figures import ALL_AGES, Absent, Area, Level, OfficialFigure, Slot

RECEIPT, FIGURES = "receipt.json", "figures.json"
_REMOVED, _CHANGED = "removed", "changed"
_READ_ONLY = 0o440


@dataclass(frozen=True)
class Receipt:
    """What is known of a kept table.

    :param number: of this version of the table in the installation, from 1 on.
    :param description: version of the description it was read by.
    :param title: what the file calls itself, :param updated: the day it says of itself, may be empty.
    :param fetched: the day it was fetched from its source, :param checksum: SHA-256 of the file.
    :param invented: whether it says of itself that it is synthetic.
    :param digest: SHA-256 of the kept figures.
    """

    databank: str
    code: str
    number: int
    description: int
    title: str
    source: str
    licence: str
    address: str
    updated: str
    fetched: str
    checksum: str
    invented: bool
    kept_at: str
    kept_by: str
    figures: int
    digest: str = ""

    @property
    def subject(self) -> tuple[str, str]:
        """Databank and code: one version is in use for each."""
        return self.databank, self.code

    @property
    def name(self) -> str:
        """What the version is called: the code and its number."""
        return f"{self.code}-{self.number}"


class OfficialTables:
    """The tables under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, receipt: Receipt, figures: Mapping[Slot, OfficialFigure]) -> Receipt:
        """Keep a table as the next version; the same file and description once more changes nothing.

        :returns: the receipt, numbered.
        """
        written = _encode(figures)
        digest = sha256(written).hexdigest()
        current = next((each for each in self.current() if each.subject == receipt.subject), None)
        if current and (current.checksum, current.description, current.digest) == (
            receipt.checksum,
            receipt.description,
            digest,
        ):
            return current
        place = self._folder / receipt.databank / receipt.code
        place.mkdir(parents=True, exist_ok=True, mode=0o750)
        number = 1 + max((each.number for each in self._versions(place)), default=0)
        while True:
            numbered = replace(receipt, number=number, digest=digest)
            told = json.dumps(asdict(numbered), ensure_ascii=False, sort_keys=True, indent=1).encode()
            if _write_folder(place / str(number), {RECEIPT: told, FIGURES: written}):
                self._note_change()
                return numbered
            number += 1  # someone else kept one meanwhile

    def current(self) -> tuple[Receipt, ...]:
        """Give the newest version of each table that was not removed since.

        :raises InputError: ``official.damaged``.
        """
        return tuple(self._newest())

    def remove(self, databank: str, code: str) -> Receipt:
        """Take a table out of use, with its earlier versions. Receipts stay, so that it is known what was.

        :raises UsageError: ``official.not-kept``.
        """
        found = next((each for each in self.current() if each.subject == (databank, code)), None)
        if found is None:
            raise UsageError("official.not-kept", table=code)
        place = self._folder / databank / code
        for version in self._versions(place):
            (place / str(version.number) / _REMOVED).touch(mode=_READ_ONLY)
            (place / str(version.number) / FIGURES).unlink(missing_ok=True)
        self._note_change()
        return found

    def read(self, receipt: Receipt) -> dict[Slot, OfficialFigure]:
        """Read the figures of a table in use.

        :raises InputError: ``official.damaged`` when they are not those that were kept.
        """
        file = self._folder / receipt.databank / receipt.code / str(receipt.number) / FIGURES
        try:
            written = file.read_bytes()
            if sha256(written).hexdigest() == receipt.digest:
                return _decode(written)
        except (OSError, ValueError, TypeError):
            pass
        raise _damaged(file)

    def stamp(self) -> tuple[int, int] | None:
        """Tell which state the tables are in, to know when to read again; ``None`` before the first."""
        try:
            found = (self._folder / _CHANGED).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def _note_change(self) -> None:
        """Put another file in place of the one that tells of changes."""
        descriptor, name = tempfile.mkstemp(prefix=".changed-", dir=self._folder)
        os.close(descriptor)
        Path(name).replace(self._folder / _CHANGED)

    def _newest(self) -> Iterator[Receipt]:
        for place in sorted(self._folder.glob("*/*")):
            versions = self._versions(place)
            if versions and not self._is_removed(place / str(versions[-1].number)):
                yield versions[-1]

    def _versions(self, place: Path) -> list[Receipt]:
        found = [_read_receipt(file) for file in place.glob(f"[0-9]*/{RECEIPT}")]
        return sorted(found, key=lambda each: each.number)

    def _is_removed(self, version: Path) -> bool:
        return (version / _REMOVED).exists()


def _read_receipt(file: Path) -> Receipt:
    try:
        return Receipt(**json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError):
        raise _damaged(file) from None


def _damaged(file: Path) -> InputError:
    return InputError("official.damaged", place=Place(file=str(file)))


def _write_folder(target: Path, files: Mapping[str, bytes]) -> bool:
    """Make a folder of read-only files, whole or not at all; tell whether the name was still free."""
    unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=target.parent))
    try:
        for name, content in files.items():
            with (unfinished / name).open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            (unfinished / name).chmod(_READ_ONLY)
        unfinished.chmod(0o750)
        unfinished.rename(target)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        if target.exists():
            return False
        raise
    return True


def _encode(figures: Mapping[Slot, OfficialFigure]) -> bytes:
    rows = [
        [
            slot.area.level.value,
            slot.area.code,
            slot.year,
            slot.years,
            slot.sex,
            each.value,
            each.numerator,
            each.denominator,
            each.absent.value if each.absent else "",
            *((slot.age,) if slot.age != ALL_AGES else ()),
        ]
        for slot, each in sorted(figures.items())
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()


def _decode(written: bytes) -> dict[Slot, OfficialFigure]:
    rows = json.loads(written)
    areas = {(level, code): Area(Level(level), code) for level, code, *_ in rows}
    return {
        Slot(areas[level, code], year, sex=sex, years=years, age=age[0] if age else ALL_AGES): (
            OfficialFigure(value, numerator, denominator, Absent(sign) if sign else None)
        )
        for level, code, year, years, sex, value, numerator, denominator, sign, *age in rows
    }

"""A delivery at rest in a draft: where it comes from, and the files it became."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from folkekommune.errors import InputError, Place
from folkekommune.keys import Keys, SealBrokenError
from folkekommune.keys.file_keys import FileKeys
from folkekommune.settings import share
from folkekommune.store.durable import digest

RECORD = "delivery.json"
SUMMARY = "summary.sealed"
_ABOUT = (RECORD, SUMMARY)
PERSONS = "persons.parquet"
HELD = "held.parquet"
VISITS, SPELLS = "visits-", "spells-"


@dataclass(frozen=True)
class Source:
    """Where a delivery comes from, and what it says by what it leaves out.

    :param system: the record system, :param extracted: when it wrote the files, seconds since 1970.
    :param full: whether a record of that system that is left out is thereby withdrawn.
    :param occasions: the only occasions that a full delivery tells of; None when it tells of all.
    :param content: what the files hold, however they are read; a later reading of the same files takes
        the place of an earlier one.
    """

    system: str = ""
    extracted: int = 0
    full: bool = False
    occasions: tuple[str, ...] | None = None
    content: str = ""

    @classmethod
    def understand(cls, entry: dict[str, Any]) -> Self:
        """Read a source as it is written in the record."""
        occasions = entry["occasions"]
        return cls(**entry | {"occasions": None if occasions is None else tuple(occasions)})


UNKNOWN = Source()
"""A delivery of changes from a system that is not told."""


@dataclass(frozen=True)
class DeliveryRecord:
    """A delivery in the draft.

    :param identity: what tells it from every other delivery, such as a digest of its content.
    :param loaded_at: when it was loaded, UTC.
    :param summary: what its loader counted; for the municipality's own stewards only.
    :param digest: the SHA-256 over its files.
    """

    identity: str
    loaded_at: str
    summary: dict[str, Any] = field(hash=False)
    sequence: int
    folder: Path
    digest: str
    files: dict[str, str] = field(hash=False)
    source: Source = UNKNOWN

    def visits(self) -> dict[str, Path]:
        """Give the file of visits at each occasion."""
        return self._by_occasion(VISITS)

    def spells(self) -> dict[str, Path]:
        """Give the file of spells of each kind."""
        return self._by_occasion(SPELLS)

    def persons(self) -> Path | None:
        """Give the file of persons, if the delivery has one."""
        return self._file(PERSONS)

    def held(self) -> Path | None:
        """Give the file of records that were delivered and wait for a correction, if there are any."""
        return self._file(HELD)

    def check_digests(self) -> None:
        """Refuse a delivery whose files are not what was written.

        :raises InputError: ``store.damaged``, with the file.
        """
        for name, expected in self.files.items():
            file = self.folder / name
            if not file.exists() or digest(file) != expected:
                raise InputError("store.damaged", place=Place(file=str(file)))

    def _file(self, name: str) -> Path | None:
        file = self.folder / name
        return file if file.exists() else None

    def _by_occasion(self, prefix: str) -> dict[str, Path]:
        found = sorted(self.folder.glob(f"{prefix}*.parquet"))
        return {file.stem.removeprefix(prefix): file for file in found}


def write_record(
    folder: Path, record: dict[str, Any], source: Source, *, summary: dict[str, Any], keys: Keys | None
) -> None:
    """Write what a delivery is, with the digest of every file in its folder, and what its loader counted.

    :param keys: seal the summary with a key of its own; without them it stands in the record.
    """
    files = {file.name: digest(file) for file in sorted(folder.iterdir()) if file.name not in _ABOUT}
    content = record | {"source": asdict(source), "files": files}
    # It counts rows and reasons, which are the delivering municipality's own.
    if keys is None:
        content["summary"] = summary
    else:
        _write(folder / SUMMARY, FileKeys(keys).seal(json.dumps(summary).encode(), _purpose(content)))
    _write(folder / RECORD, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode())


def read_record(folder: Path, keys: Keys | None = None) -> DeliveryRecord:
    """Read a delivery.

    :raises InputError: ``store.damaged``.
    """
    file = folder / RECORD
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        files = dict(content["files"])
        return DeliveryRecord(
            identity=content["identity"],
            loaded_at=content["loaded_at"],
            summary=_summary(folder, content, keys),
            sequence=content["sequence"],
            folder=folder,
            digest=hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest(),
            files=files,
            source=Source.understand(content["source"]),
        )
    except (OSError, ValueError, KeyError, TypeError, SealBrokenError):
        raise InputError("store.damaged", place=Place(file=str(file))) from None


def _summary(folder: Path, content: dict[str, Any], keys: Keys | None) -> dict[str, Any]:
    """Give what the loader counted; nothing to who has no keys to open it."""
    if "summary" in content:
        return dict(content["summary"])
    if keys is None:
        return {}
    sealed = (folder / SUMMARY).read_bytes()
    return dict(json.loads(FileKeys(keys).unseal(sealed, _purpose(content))))


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    file.chmod(0o600)
    share(file)


def _purpose(content: dict[str, Any]) -> str:
    return f"store/summary/{content['identity']}"


def latest_readings(records: Iterable[DeliveryRecord]) -> tuple[DeliveryRecord, ...]:
    """Leave out deliveries whose files were read again later."""
    latest: dict[str, DeliveryRecord] = {}
    for record in records:
        key = record.source.content or f"{record.sequence}"
        latest[key] = record
    return tuple(sorted(latest.values(), key=lambda record: record.sequence))

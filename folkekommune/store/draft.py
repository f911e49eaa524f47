"""The draft of one municipality: every delivery it has loaded, whole, in the order they came.

A delivery becomes visible in one step when all of it is on the disk. Until then it lies in a hidden
folder, which the next one to open the draft removes if its writer has died. A delivery that is written
anew, without some persons, takes the place of the old one in the same way: the folder of the higher
revision counts.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from folkekommune.errors import UsageError
from folkekommune.keys import Keys
from folkekommune.keys.file_keys import FileKeys
from folkekommune.store.deliveries import UNKNOWN, DeliveryRecord, Source, latest_readings, read_record
from folkekommune.store.durable import leftovers, reveal, sync, unfinished
from folkekommune.store.locks import exclusive
from folkekommune.store.rewriting import rewrite_without
from folkekommune.store.writing import DeliveryUnfinishedError, DeliveryWriter

_BUSY = "store.draft-busy"
_REVISION = re.compile(r"(?P<name>\d{6,}-[0-9a-f]{16})(?:\.(?P<revision>\d+))?")


class Draft:
    """One municipality's deliveries to one databank.

    :param keys: what their summaries are sealed with; without keys they stand open.
    """

    def __init__(self, folder: Path, keys: Keys | None = None) -> None:
        self.folder = folder
        self._keys = keys
        self._deliveries = folder / "deliveries"
        if leftovers(self._deliveries) or self._superseded():
            with suppress(UsageError), exclusive(self.folder, _BUSY):
                self._tidy()

    def everything(self) -> tuple[DeliveryRecord, ...]:
        """List what lies in the draft in the order it was loaded, earlier readings of files included."""
        return tuple(read_record(folder, self._keys) for _, folder in sorted(self._current().items()))

    def deliveries(self) -> tuple[DeliveryRecord, ...]:
        """List the deliveries that count, in the order they were loaded."""
        return latest_readings(self.everything())

    def holds(self, identity: str) -> bool:
        """Tell whether this delivery was loaded before."""
        return any(delivery.identity == identity for delivery in self.deliveries())

    @contextmanager
    def add(self, identity: str, source: Source = UNKNOWN) -> Iterator[DeliveryWriter]:
        """Write a delivery; it is kept when the block ends well, else nothing of it.

        :raises UsageError: ``store.draft-busy`` while another load runs, ``store.delivery-held`` when
            it was loaded before, ``store.disk-full``.
        :raises DeliveryUnfinishedError: when the block ended without :meth:`DeliveryWriter.finish`.
        """
        with exclusive(self.folder, _BUSY):
            self._tidy()
            known = self.everything()
            if any(delivery.identity == identity for delivery in latest_readings(known)):
                raise UsageError("store.delivery-held", folder=str(self.folder))
            sequence = known[-1].sequence + 1 if known else 1
            with unfinished(self._deliveries) as folder:
                with DeliveryWriter(
                    folder, identity, sequence=sequence, source=source, keys=self._keys
                ) as writer:
                    yield writer
                if not writer.finished:
                    raise DeliveryUnfinishedError(identity)
                short = hashlib.sha256(identity.encode()).hexdigest()[:16]
                reveal(folder, self._deliveries / f"{sequence:06d}-{short}")

    def forget_units(self, units: Iterable[int]) -> int:
        """Write every delivery that tells of these units anew without them; tell how many there were.

        Each delivery is replaced in one step; stopped in between, the same call does the rest.

        :raises UsageError: ``store.draft-busy``, ``store.disk-full``.
        """
        chosen = frozenset(units)
        changed = 0
        with exclusive(self.folder, _BUSY):
            self._tidy()
            for record in self.everything():
                with unfinished(self._deliveries) as folder:
                    if rewrite_without(record, folder, chosen, keys=self._keys):
                        reveal(folder, self._next_revision(record.folder))
                        changed += 1
                self._tidy()
        return changed

    def remove(self, identities: Iterable[str]) -> int:
        """Delete deliveries for good; tell how many there were.

        :raises UsageError: ``store.draft-busy``.
        """
        chosen = frozenset(identities)
        gone = [record.folder for record in self.everything() if record.identity in chosen]
        with exclusive(self.folder, _BUSY):
            for folder in gone:
                # Renamed first: a delivery is there whole or not there, also while its files go.
                hidden = folder.with_name(f".unfinished-{folder.name}")
                folder.rename(hidden)
                sync(self._deliveries)
                self._destroy(hidden)
        return len(gone)

    def _current(self) -> dict[str, Path]:
        """Give the folder that counts of each delivery, by its name without the revision."""
        found: dict[str, tuple[int, Path]] = {}
        for name, revision, folder in self._folders():
            if name not in found or revision > found[name][0]:
                found[name] = (revision, folder)
        return {name: folder for name, (_, folder) in found.items()}

    def _superseded(self) -> list[Path]:
        current = set(self._current().values())
        return [folder for _, _, folder in self._folders() if folder not in current]

    def _folders(self) -> Iterator[tuple[str, int, Path]]:
        for folder in self._deliveries.glob("[0-9]*"):
            if match := _REVISION.fullmatch(folder.name):
                yield match["name"], int(match["revision"] or 0), folder

    def _next_revision(self, folder: Path) -> Path:
        match = _REVISION.fullmatch(folder.name)
        assert match is not None  # noqa: S101 - only such folders are listed
        return folder.with_name(f"{match['name']}.{int(match['revision'] or 0) + 1}")

    def _tidy(self) -> None:
        """Remove what killed processes left behind, and deliveries that were written anew."""
        for folder in (*leftovers(self._deliveries), *self._superseded()):
            self._destroy(folder)

    def _destroy(self, folder: Path) -> None:
        """Delete a folder: the keys of its sealed files first, so that no copy of them can be read."""
        if self._keys is not None:
            FileKeys(self._keys).destroy_all(folder)
        shutil.rmtree(folder, ignore_errors=True)

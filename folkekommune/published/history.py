"""What has changed in public, and when: each approved publication held against the one before it.

What was withdrawn is told of as withdrawn, and none of its numbers is. Old values are told only where both
were open to everyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from folkekommune.disclosure.results import ShareCell
from folkekommune.disclosure.shares import Audience
from folkekommune.published.figures import CellKey, cells_of
from folkekommune.published.publications import Publication, Publications
from folkekommune.published.states import State
from folkekommune.up_to_date import Once, UpToDate


@dataclass(frozen=True)
class FigureChange:
    """A shown figure that became another; both were published."""

    key: CellKey
    before: str
    now: str


@dataclass(frozen=True)
class HistoryEntry:
    """A publication of a municipality's figures, or the end of one.

    :param withdrawn: whether it was taken away; then nothing else is told of it.
    :param added: keys of figures that were not there before, :param removed: of those that are no more.
    """

    identifier: str
    release: str
    at: datetime
    withdrawn: bool = False
    added: tuple[CellKey, ...] = ()
    removed: tuple[CellKey, ...] = ()
    changed: tuple[FigureChange, ...] = ()

    def about(self, indicator: str) -> HistoryEntry:
        """Give what it means for one indicator."""
        return HistoryEntry(
            self.identifier,
            self.release,
            self.at,
            self.withdrawn,
            tuple(key for key in self.added if key.indicator == indicator),
            tuple(key for key in self.removed if key.indicator == indicator),
            tuple(change for change in self.changed if change.key.indicator == indicator),
        )


class FigureHistory:
    """The history of the figures everyone sees, read again only when the publications have changed."""

    def __init__(self, publications: Publications) -> None:
        self._publications = publications
        self._told = UpToDate(publications.stamp, lambda: Once(self._read))

    def of_municipality(self, municipality: str) -> tuple[HistoryEntry, ...]:
        """Tell the history of a municipality's figures, the newest first."""
        return self._told.now().of(municipality)

    def _read(self, municipality: str) -> tuple[HistoryEntry, ...]:
        entries: list[HistoryEntry] = []
        before: dict[str, Mapping[CellKey, ShareCell]] = {}
        for event in self._publications.events():
            publication = self._publications.find(event.publication)
            manifest = publication.manifest
            if manifest.municipality != municipality:
                continue
            bare = HistoryEntry(publication.identifier, manifest.version, event.at)
            if event.state is State.WITHDRAWN:
                entries.append(HistoryEntry(bare.identifier, bare.release, bare.at, withdrawn=True))
                before.pop(manifest.databank, None)
            elif event.state is State.APPROVED and publication.state is State.WITHDRAWN:
                entries.append(bare)
            elif event.state is State.APPROVED:
                now = self._cells(publication)
                entries.append(_compared(bare, before.get(manifest.databank, {}), now))
                before[manifest.databank] = now
        return tuple(reversed(entries))

    def _cells(self, publication: Publication) -> Mapping[CellKey, ShareCell]:
        return cells_of(self._publications, publication, Audience.PUBLIC)


def _compared(
    entry: HistoryEntry, before: Mapping[CellKey, ShareCell], now: Mapping[CellKey, ShareCell]
) -> HistoryEntry:
    shown = {key: cell.share.text for key, cell in now.items() if cell.share.text is not None}
    earlier = {key: cell.share.text for key, cell in before.items() if cell.share.text is not None}
    return HistoryEntry(
        entry.identifier,
        entry.release,
        entry.at,
        added=tuple(sorted(shown.keys() - earlier.keys(), key=str)),
        removed=tuple(sorted(earlier.keys() - shown.keys(), key=str)),
        changed=tuple(
            FigureChange(key, earlier[key], shown[key])
            for key in sorted(shown.keys() & earlier.keys(), key=str)
            if earlier[key] != shown[key]
        ),
    )

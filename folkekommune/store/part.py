"""One municipality's share of a release, while it is being built."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.store.deliveries import DeliveryRecord


@dataclass(frozen=True)
class Part:
    """A municipality's deliveries, and the names of the tables made from them.

    :param exclusions: what the review of the draft takes out, see ``store.exclusions``; nothing, without it.
    """

    index: int
    municipality: str
    deliveries: tuple[DeliveryRecord, ...]
    exclusions: Path | None = field(default=None, compare=False)

    @property
    def persons(self) -> str:
        """Name the table of persons with their facts."""
        return f"persons_{self.index}"

    @property
    def facts(self) -> str:
        """Name the same table with each person's unit."""
        return f"facts_{self.index}"

    @property
    def live(self) -> str:
        """Name the table of every row that is its record's latest version and not withdrawn."""
        return f"live_{self.index}"

    @property
    def excluded(self) -> str:
        """Name the table of visits and values that the review took out."""
        return f"excluded_{self.index}"

    @property
    def chosen(self) -> str:
        """Name the table of rows that count: where they stand, occasion and person."""
        return f"chosen_{self.index}"

    @property
    def seen(self) -> str:
        """Name the table of persons who ever had a visit or a spell."""
        return f"seen_{self.index}"

    def visits(self, occasion: str) -> str:
        """Name the table of the visits that count at an occasion."""
        return f"visits_{self.index}_{occasion}"

    def spells(self, kind: str) -> str:
        """Name the table of the spells of a kind that count."""
        return f"spells_{self.index}_{kind}"

    def visit_files(self, occasion: str) -> list[Path]:
        """List the files of visits at an occasion, in the order of delivery."""
        found = (delivery.visits() for delivery in self.deliveries)
        return [files[occasion] for files in found if occasion in files]

    def spell_files(self, kind: str) -> list[Path]:
        """List the files of spells of a kind, in the order of delivery."""
        found = (delivery.spells() for delivery in self.deliveries)
        return [files[kind] for files in found if kind in files]

    def person_files(self) -> list[tuple[Path, DeliveryRecord]]:
        """List the files of persons in the order of delivery."""
        return [(file, delivery) for delivery in self.deliveries if (file := delivery.persons())]

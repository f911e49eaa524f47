"""What the vault's keepers do: people who object, and a new generation of pseudonyms.

Each change is one sealed file written whole, so that it has happened or has not; what follows from it in the
drafts is done again until it is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from folkekommune.ingest.persons.reservations import handles_of, release_reservation, reserve
from folkekommune.ingest.persons.vault import Vault
from folkekommune.store.locks import exclusive
from folkekommune.store.store import Store


@dataclass(frozen=True)
class Keeping:
    """The vault, and the drafts that people who object must leave."""

    vault: Vault
    store: Store

    def reserve(self, numbers: Iterable[int]) -> tuple[int, int]:
        """Note that people object, and take them out of every draft.

        :returns: how many were not on the list before, and how many deliveries were written anew. Stopped
            in between, the same call does the rest.
        """
        chosen = tuple(numbers)
        with self.vault.changing("reservations") as linkage:
            added = reserve(linkage, chosen)
            # The list is safe before anything is deleted; whoever comes in between loads none of them.
            self.vault.save_linkage(linkage)
            handles = handles_of(linkage, linkage.reserved.tolist())
            written = sum(self._forget(databank, handles) for databank in self.store.databanks())
        return added, written

    def _forget(self, databank: str, handles: set[int]) -> int:
        """Take handles out of every draft of a databank, while no release is made of it."""
        with exclusive(self.store.databank_folder(databank), "store.release-busy"):
            drafts = [self.store.draft(databank, number) for number in self.store.drafts(databank)]
            return sum(draft.forget_units(handles) for draft in drafts)

    def unreserve(self, numbers: Iterable[int]) -> int:
        """Take people off the list; tell how many entries that were."""
        with self.vault.changing("reservations") as linkage:
            return release_reservation(linkage, numbers)

    def reserved(self) -> int:
        """Count the numbers on the list."""
        return len(self.vault.open_linkage("reservations").reserved)

    def rotate(self) -> int:
        """Begin a new generation of analysis pseudonyms; the next release has them.

        Record keys, and with them every protected figure, stay as they are.
        """
        with self.vault.changing("rotate") as linkage:
            linkage.generation += 1
            linkage.changed = True
        return linkage.generation

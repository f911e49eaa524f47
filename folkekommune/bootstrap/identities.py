"""Who is who: what the vault's keepers do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from folkekommune.access.audit import AuditEvent
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.ingest.persons.keeping import Keeping
from folkekommune.ingest.persons.pseudonyms import released_people
from folkekommune.ingest.persons.reidentification import reidentify
from folkekommune.ingest.persons.reservations import read_list
from folkekommune.ingest.persons.traces import Traces, find_traces
from folkekommune.store.people import People


class Identities:
    """What is done with the vault."""

    def __init__(self, base: Foundations) -> None:
        self.base = base

    @cached_property
    def keeping(self) -> Keeping:
        """What the vault's keepers do."""
        return Keeping(self.base.vault, self.base.store)

    def people(self) -> People:
        """Tell whom the drafts' handles stand for."""
        return released_people(self.base.keys, self.base.vault.open_linkage("release"))

    def reserve(self, lines: Iterable[str], file: str) -> tuple[int, int]:
        """Add people who object; tell how many were new, and how many deliveries were written anew."""
        numbers = read_list(lines, file, mode=self.base.installation.mode)
        done = self.keeping.reserve(numbers)
        self.base.audit.record(AuditEvent("reservations-add"))
        return done

    def unreserve(self, lines: Iterable[str], file: str) -> int:
        """Take people off the list."""
        removed = self.keeping.unreserve(read_list(lines, file, mode=self.base.installation.mode))
        self.base.audit.record(AuditEvent("reservations-remove"))
        return removed

    def find_traces(self, lines: Iterable[str], file: str) -> Traces:
        """Look for what is left of some people anywhere in the installation."""
        numbers = read_list(lines, file, mode=self.base.installation.mode)
        return find_traces(
            self.base.home.root,
            self.base.keys,
            self.base.vault.open_linkage("traces"),
            numbers,
        )

    def rotate_pseudonyms(self) -> int:
        """Begin a new generation of analysis pseudonyms."""
        generation = self.keeping.rotate()
        self.base.audit.record(AuditEvent("pseudonyms-rotate", subject=f"generation-{generation}"))
        return generation

    def reidentify(self, units: NDArray[np.int64]) -> list[str]:
        """Give identity numbers back, for the stewards' export."""
        return reidentify(self.base.keys, self.base.vault.open_linkage("export"), units)

"""Deliveries and datasets into drafts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from folkekommune.bootstrap.foundations import Foundations
from folkekommune.ingest.datasets.delivery import ImportedDataset
from folkekommune.ingest.datasets.importing import Refused, import_datasets
from folkekommune.ingest.loading.load import load_delivery
from folkekommune.ingest.loading.report import LoadReport
from folkekommune.ingest.persons.vault import check_may_open


class Intake:
    """What takes deliveries in."""

    def __init__(self, base: Foundations) -> None:
        self.base = base

    def load(
        self,
        path: Path,
        *,
        databank: str | None = None,
        mapping: str | None = None,
        municipality: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> LoadReport:
        """Load a delivery into its municipality's draft.

        :raises PermissionRefused: ``vault.refused`` where the vault is a process of its own, and this is not.
        """
        check_may_open(self.base.keys)
        return load_delivery(
            path,
            installation=self.base.installation,
            keys=self.base.keys,
            packages=self.base.packages,
            draft_for=self.base.store.draft,
            audit=self.base.audit.record,
            mapping=mapping,
            municipality=municipality,
            databank=databank,
            progress=progress,
        )

    def import_datasets(
        self, paths: Sequence[Path], databank: str, *, municipality: str, refused: Refused
    ) -> tuple[ImportedDataset, ...]:
        """Bring datasets in microdata.no's format into a municipality's draft; refused as a load is."""
        check_may_open(self.base.keys)
        done = import_datasets(
            paths,
            databank,
            installation=self.base.installation,
            packages=self.base.packages,
            draft=self.base.store.draft(databank, municipality),
            vault=self.base.vault,
            refused=refused,
        )
        self.base.forget_packages()
        return done

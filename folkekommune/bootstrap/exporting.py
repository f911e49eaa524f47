"""Export of what may leave, for the stewards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.access.export_approvals import ExportApprovals, ExportRequest, request_of
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.export.datasets import export_datasets, plan_order
from folkekommune.export.official import OfficialTools, receiver_of
from folkekommune.export.order import Destination, Order
from folkekommune.services.exporting import ExportOutcome
from folkekommune.settings import Mode


@dataclass(frozen=True)
class StoredExporter:
    """Exports variables of the latest release of a databank."""

    base: Foundations
    reidentify: Callable[[NDArray[np.int64]], list[str]]
    databank: str

    @property
    def mode(self) -> Mode:
        """Whether persons may be in the data."""
        return self.base.installation.mode

    @property
    def approvals(self) -> ExportApprovals:
        """Who has approved what."""
        return ExportApprovals(self.base.audit)

    def request(
        self, variables: Sequence[str], *, public_key_dir: Path | None, parts: Sequence[str] | None
    ) -> ExportRequest:
        """Say what would be exported, and to whom."""
        order = self._order(variables, parts)
        return request_of(
            self.databank,
            order.release.version,
            municipalities=order.parts,
            datasets=[plan.name for plan in plan_order(order).datasets],
            receiver=receiver_of(public_key_dir) if public_key_dir else "",
        )

    def export(
        self,
        variables: Sequence[str],
        out: Path,
        *,
        public_key_dir: Path | None,
        package: bool,
        parts: Sequence[str] | None,
        approvers: Sequence[str],
    ) -> ExportOutcome:
        """Write datasets, checked by us and by microdata.no's own tool, and packages where asked for."""
        done = export_datasets(
            replace(self._order(variables, parts), approvers=tuple(approvers)),
            Destination(self.base.home.temporary / "export", out, public_key_dir),
            mode=self.mode,
            reidentify=self.reidentify,
            package=package,
        )
        return ExportOutcome(tuple(entry.name for entry in done.datasets), done.left_out)

    def _order(self, variables: Sequence[str], parts: Sequence[str] | None) -> Order:
        release = self.base.store.release(self.databank)
        chosen = tuple(sorted(set(parts))) if parts else release.parts
        return Order(release, release.definition, tuple(variables), chosen)

    def make_test_keys(self, folder: Path) -> None:
        """Make a receiver's key pair for trying the packaging; the real one comes from microdata.no."""
        OfficialTools().make_keys(folder)

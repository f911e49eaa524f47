"""Export variables to microdata.no: the stewards' door."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol


class Exporter(Protocol):
    """Exports variables of the latest release; made by the wiring, with the way back from pseudonyms."""

    def export(
        self,
        variables: Sequence[str],
        out: Path,
        *,
        public_key_dir: Path | None,
        approvers: Sequence[str],
    ) -> tuple[str, ...]:
        """Write datasets (and packages, with a key) and give their names."""


def export_variables(
    exporter: Exporter,
    variables: Sequence[str],
    out: Path,
    *,
    public_key_dir: Path | None = None,
    approvers: Sequence[str] = (),
) -> tuple[str, ...]:
    """Export variables to a folder; with a public key, as encrypted packages too.

    :raises PermissionRefused: outside test mode without two approvers.
    """
    return exporter.export(variables, out, public_key_dir=public_key_dir, approvers=approvers)

"""Export variables to microdata.no: the stewards' door, which two other stewards must have opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from folkekommune.access.export_approvals import APPROVERS_NEEDED, ExportApprovals, ExportRequest
from folkekommune.access.users import User
from folkekommune.errors import PermissionRefused
from folkekommune.settings import Mode
from folkekommune.texts import Language, text


@dataclass(frozen=True)
class ExportOutcome:
    """What an export came to.

    :param names: the datasets, :param left_out: what stayed behind unasked, with the code of the reason.
    """

    names: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()


class Exporter(Protocol):
    """Exports variables of the latest release; made by the wiring, with the way back from pseudonyms."""

    @property
    def mode(self) -> Mode:
        """Whether persons may be in the data."""
        ...

    @property
    def approvals(self) -> ExportApprovals:
        """Who has approved what."""
        ...

    def request(
        self, variables: Sequence[str], *, public_key_dir: Path | None, parts: Sequence[str] | None
    ) -> ExportRequest:
        """Say what would be exported, and to whom."""
        ...

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
        """Write datasets (and packages) and give their names."""
        ...


def approve_export(
    exporter: Exporter,
    variables: Sequence[str],
    *,
    public_key_dir: Path,
    parts: Sequence[str] | None = None,
    user: User,
) -> tuple[str, ...]:
    """Approve an export to the holder of a key, and give everyone who has approved it.

    :raises PermissionRefused: for anyone but stewards of every municipality in it.
    """
    request = exporter.request(variables, public_key_dir=public_key_dir, parts=parts)
    return exporter.approvals.approve(request, user=user)


def export_variables(
    exporter: Exporter,
    variables: Sequence[str],
    out: Path,
    *,
    public_key_dir: Path | None = None,
    package: bool | None = None,
    parts: Sequence[str] | None = None,
    user: User | None = None,
) -> ExportOutcome:
    """Export variables, or all that may leave, to a folder.

    :param package: whether encrypted packages are made; when not said, where there is a key.
    :param parts: the municipalities; all in the version when none are named.
    :param user: who exports; outside test mode someone must, and two others must have approved.
    :raises PermissionRefused: when too few others have approved, or the user may not export.
    """
    request = exporter.request(variables, public_key_dir=public_key_dir, parts=parts)
    approvers: tuple[str, ...] = ()
    if exporter.mode is Mode.PRODUCTION:
        if user is None:
            raise PermissionRefused("export.who-exports")
        approvers = exporter.approvals.check(request, user=user)
    outcome = exporter.export(
        variables,
        out,
        public_key_dir=public_key_dir,
        package=public_key_dir is not None if package is None else package,
        parts=parts,
        approvers=approvers,
    )
    exporter.approvals.note_export(request, user=user)
    return outcome


def outcome_text(outcome: ExportOutcome, language: Language) -> str:
    """Write the names, and what stayed behind with the reason."""
    left = (
        text("export.left-out", language, variable=name, reason=text(code, language, variable=name))
        for name, code in outcome.left_out
    )
    return "\n".join([*outcome.names, *left])


def approvals_text(approvers: Sequence[str], language: Language) -> str:
    """Write who has approved, and how many more must."""
    missing = max(APPROVERS_NEEDED - len(approvers), 0)
    return text("export.approved", language, approvers=", ".join(approvers), missing=missing)

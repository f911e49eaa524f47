"""What may leave, and in what form: outside test mode only packages, and only what two persons approved."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.access.export_approvals import APPROVERS_NEEDED
from folkekommune.errors import PermissionRefused, UsageError
from folkekommune.settings import Mode


def check_leaving(mode: Mode, approvers: Sequence[str], *, package: bool, keyed: bool) -> None:
    """Refuse what too few approved, clear datasets outside test mode, and packages for no one.

    :param approvers: who is known to have approved (``access.export_approvals``).
    :param keyed: whether the receiver's key is given.
    :raises PermissionRefused: ``export.two-approvers``.
    :raises UsageError: ``export.clear-output``, ``export.no-key-folder``.
    """
    if mode is Mode.PRODUCTION:
        named = {name.strip().casefold() for name in approvers if name.strip()}
        if len(named) < APPROVERS_NEEDED:
            raise PermissionRefused("export.two-approvers")
        if not package:
            raise UsageError("export.clear-output")
    if package and not keyed:
        raise UsageError("export.no-key-folder")

"""Who must have said yes before anything leaves."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.errors import PermissionRefused, UsageError
from folkekommune.settings import Mode

APPROVERS_NEEDED = 2
"""Two persons (the four-eyes rule for the stewards' door)."""


def check_approval(mode: Mode, approvers: Sequence[str], *, package: bool) -> tuple[str, ...]:
    """Refuse an export that too few approved, or that would leave in clear outside test mode.

    :returns: the approvers, each once.
    :raises PermissionRefused: ``export.two-approvers``.
    :raises UsageError: ``export.clear-output``.
    """
    named = {name.strip().casefold(): name.strip() for name in approvers if name.strip()}
    if mode is Mode.PRODUCTION:
        if len(named) < APPROVERS_NEEDED:
            raise PermissionRefused("export.two-approvers")
        if not package:
            raise UsageError("export.clear-output")
    return tuple(named[name] for name in sorted(named))

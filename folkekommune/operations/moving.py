"""Move an installation's control data from the file in its home to the PostgreSQL database it is to use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from folkekommune.access.audit import AuditTrail
from folkekommune.access.copying import copy_control_data
from folkekommune.access.database import open_control_database
from folkekommune.errors import UsageError
from folkekommune.settings import Installation

LEFT = "control-before-move-"


@dataclass(frozen=True)
class Moved:
    """What was moved: so many rows, and where the file lies now."""

    rows: int
    file: Path


def move_control(installation: Installation, audit_key: bytes) -> Moved:
    """Move the control data to where the configuration says, and put the file aside.

    The service must be stopped.

    :raises UsageError: ``control.nothing-to-move``, ``control.in-use``, ``control.not-empty``.
    """
    home, address = installation.home, installation.control
    if isinstance(address, Path) or not home.control.exists():
        raise UsageError("control.nothing-to-move")
    source = open_control_database(home.control)
    source.dispose()
    if home.control.with_name(f"{home.control.name}-wal").exists():
        raise UsageError("control.in-use", file=str(home.control))  # whoever closes it last removes its log
    target = open_control_database(address)
    try:
        rows = copy_control_data(source, target)
        if AuditTrail(target, audit_key).verify() != AuditTrail(source, audit_key).verify():
            raise UsageError("control.not-the-same")
    finally:
        source.dispose()
        target.dispose()
    home.operations.mkdir(mode=0o700, exist_ok=True)
    aside = home.operations / f"{LEFT}{datetime.now(UTC):%Y%m%dT%H%M%SZ}.sqlite"
    home.control.rename(aside)
    return Moved(rows, aside)

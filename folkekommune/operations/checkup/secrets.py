"""Keys that are weak, readable by others, or written where secrets do not belong."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from folkekommune.keys import CREDENTIALS, MASTER
from folkekommune.operations.checkup.facts import Facts, Level, Remark

_FOR_OTHERS = 0o077
_FEWEST_DISTINCT = 12
"""A key of 32 bytes drawn by chance has fewer distinct ones less than once in a million million times."""
_SECRET_NAMES = ("password", "passord", "secret", "token", "passphrase", "master_key")


def check(facts: Facts) -> Iterator[Remark]:
    """See that keys are strong and closed to others."""
    yield from _master(facts.home.keys / MASTER, apart=facts.installation.vault is not None)
    yield from _readable(facts)
    for name in sorted(_secrets_in(facts.installation.extra)):
        yield Remark("operations.doctor-secret-in-configuration", Level.WRONG, {"name": name})


def _master(file: Path, *, apart: bool) -> Iterator[Remark]:
    try:
        key = file.read_bytes()
    except OSError as fault:
        if apart and isinstance(fault, PermissionError):
            return  # as it should be, for who is not the vault's user
        if CREDENTIALS not in os.environ:
            yield Remark("operations.doctor-no-key", Level.WRONG, {"file": str(file)})
        return
    if len(set(key)) < _FEWEST_DISTINCT or key.isascii():
        yield Remark("operations.doctor-default-key", Level.WRONG, {"file": str(file)})


def _readable(facts: Facts) -> Iterator[Remark]:
    """Find what others than the owner may open: a folder that is closed closes what is in it."""
    home = facts.home
    own = [home.keys, home.vault, *sorted(home.keys.glob("*.*"))]
    shared = [home.ledger, home.control]
    # Where the vault is apart, its user and that of web and runs share the rest, by their group.
    of_group = stat.S_IRWXG if facts.installation.vault else 0
    closed = [(path, _FOR_OTHERS) for path in own] + [(path, _FOR_OTHERS & ~of_group) for path in shared]
    for path, open_to in closed:
        if path.exists() and path.stat().st_mode & open_to:
            mode = "700" if path.is_dir() else "600"
            yield Remark("operations.doctor-readable", Level.WRONG, {"file": str(path), "mode": mode})


def _secrets_in(content: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in content.items():
        if isinstance(value, dict):
            yield from _secrets_in(value, f"{before}{name}.")
        elif isinstance(value, str) and value and _is_secret(name):
            yield f"{before}{name}"


def _is_secret(name: str) -> bool:
    """Say whether a setting of that name holds a secret, and not where one lies."""
    return any(word in name.lower() for word in _SECRET_NAMES) and not name.endswith(("_file", "_env"))

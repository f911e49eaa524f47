"""Open the installation a command works in."""

from __future__ import annotations

from pathlib import Path

from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.settings import find_home


def open_home(home: Path | None) -> Wiring:
    """Open the installation of ``--home`` or ``FOLKEKOMMUNE_HOME``."""
    return open_wiring(find_home(home))

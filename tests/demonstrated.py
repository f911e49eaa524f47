"""The demonstration as a newcomer gets it with ``make demo``, made once for all tests that look at it."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path(__file__).parents[1] / ".tools"


@dataclass(frozen=True)
class Demonstrated:
    """The installation that a demonstration left, and what was said while it was made."""

    home: Path
    said: subprocess.CompletedProcess[str]


def demonstrate(home: Path, *, port: int) -> subprocess.CompletedProcess[str]:
    """Make everything, check it through the running server, and stop."""
    command = [sys.executable, "-m", "folkekommune.cli", "demo", "--home", str(home)]
    environment = {
        "PATH": "/usr/bin:/bin",
        "FOLKEKOMMUNE_LANG": "en",
        "FOLKEKOMMUNE_TOOLS": str(TOOLS),
    }
    return subprocess.run(
        [*command, "--size", "small", "--once", "--port", str(port)],
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
        env=environment,
    )


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

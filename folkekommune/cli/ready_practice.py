"""A child process that lays twins for practice ready, and leaves.

Started by the server as ``python -m folkekommune.cli.ready_practice HOME``, and no command of the command
line: reading all published figures would hold the server's pages up.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from folkekommune.bootstrap import open_wiring
from folkekommune.bootstrap.practice_places import ready_practice
from folkekommune.cli.telling import tell_own_fault
from folkekommune.errors import EXIT_DONE, EXIT_FAULT
from folkekommune.settings import Home

_GIVES_WAY = 10


def main(home: Path) -> int:
    """Open the installation and lay the twins ready; give the exit code."""
    os.nice(_GIVES_WAY)  # whoever waits for a page or a run comes first
    wiring = open_wiring(Home(home))
    ready_practice(wiring, wiring.session)
    return EXIT_DONE


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1])))
    except Exception as fault:  # noqa: BLE001  (a traceback or message could hold a value)
        tell_own_fault(fault)
        sys.exit(EXIT_FAULT)

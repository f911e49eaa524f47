"""Open the installation a command works in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.cli.telling import tell_fault
from folkekommune.errors import EXIT_FORBIDDEN, PermissionRefused
from folkekommune.operations.switch import answering
from folkekommune.settings import Home, find_home


def open_home(home: Path | None) -> Wiring:
    """Open the installation of ``--home`` or ``FOLKEKOMMUNE_HOME``."""
    return open_wiring(find_home(home))


@contextmanager
def answering_here(home: Home) -> Iterator[None]:
    """Answer in this process while a block lasts; it ends at once when all answering is stopped.

    :raises PermissionRefused: ``operations.stopped``.
    """

    def end() -> None:
        tell_fault(PermissionRefused("operations.stopped"))
        # The engine may be deep in a question: only the end of the process ends it within the second.
        os._exit(EXIT_FORBIDDEN)

    with answering(home, end):
        yield

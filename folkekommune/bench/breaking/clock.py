"""Run FolkeKommune's command line with a clock that someone sets: ``python -m … FILE COMMAND …``.

The file holds how many seconds the clock is wrong, and is read whenever the time is asked. It is the clock by
which sessions, claims on runs and rows of the audit trail go; the machine's own is left alone, for others
use it too.
"""

from __future__ import annotations

import runpy
import sys
from datetime import datetime, timedelta
from pathlib import Path

from folkekommune.access import clock

_right = clock.utc_now


def set_wrong(file: Path, seconds: float) -> None:
    """Set the clock wrong by so many seconds; negative for behind."""
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{seconds}\n", encoding="ascii")
    fresh.rename(file)


def wrong_clock(file: Path) -> clock.Clock:
    """Give a clock that is wrong by what stands in a file."""

    def now() -> datetime:
        return _right() + timedelta(seconds=float(file.read_text(encoding="ascii")))

    return now


if __name__ == "__main__":
    # Before anything else has taken the clock over from its room.
    clock.utc_now = wrong_clock(Path(sys.argv.pop(1)))
    runpy.run_module("folkekommune.cli", run_name="__main__", alter_sys=True)

"""A disk that is nearly full, or that cannot be written to."""

from __future__ import annotations

import os
from collections.abc import Iterator

from folkekommune.operations.checkup.facts import Facts, Level, Remark

_LEAST_SHARE = 0.10
_LEAST_BYTES = 2 * 2**30
_GIBIBYTE = 2**30


def check(facts: Facts) -> Iterator[Remark]:
    """See that there is room: a release is built beside those that are there."""
    room = os.statvfs(facts.home.root)
    if room.f_flag & os.ST_RDONLY or not os.access(facts.home.root, os.W_OK):
        yield Remark("operations.doctor-read-only", Level.WRONG, {"folder": str(facts.home.root)})
    free, whole = room.f_bavail * room.f_frsize, room.f_blocks * room.f_frsize
    if free < _LEAST_SHARE * whole or free < _LEAST_BYTES:
        given: dict[str, str | float] = {"free": round(free / _GIBIBYTE, 1), "folder": str(facts.home.root)}
        yield Remark(
            "operations.doctor-disk-full", Level.WRONG if free < _LEAST_BYTES / 4 else Level.RISK, given
        )

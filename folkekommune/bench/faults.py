"""Faults done to an installation at work, and what became of it: killed, cut off, out of disk, out of time.

Every fault comes at an instant that a fixed seed draws. Afterwards everything is looked at: files and audit
trail are whole, no message held a value, nothing that was taken is lost, half or done twice, and the same
script gives the same answer as if nothing had happened, without anyone putting anything right.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from folkekommune.bench.breaking import sites
from folkekommune.bench.breaking.commands import disturb_commands
from folkekommune.bench.breaking.disk import can_make_disks, can_slow
from folkekommune.bench.breaking.outcome import Kind, Tally
from folkekommune.bench.breaking.page import write_pages
from folkekommune.bench.breaking.postgres import is_installed
from folkekommune.bench.breaking.world import WORKS, make_world
from folkekommune.bench.figure import Figure

NAME = "faults"
SEED = 2026
_ON_FILE = {
    Kind("killed", "server"): 5,
    Kind("killed", "worker"): 8,
    Kind("clock-ahead", "server"): 4,
    Kind("clock-behind", "server"): 4,
}
_ON_DISK = {
    Kind("disk-full", "server"): 4,
    Kind("disk-read-only", "server"): 3,
    Kind("disk-slow", "server"): 4,
}
_ON_POSTGRESQL = {
    Kind("killed", "server-on-postgresql"): 3,
    Kind("killed", "worker-on-postgresql"): 5,
    Kind("killed", "database"): 8,
    Kind("network-cut", "database"): 8,
    Kind("network-silent", "database"): 5,
    Kind("network-slow", "database"): 5,
}
_ON_COMMANDS = {Kind("killed", work): 6 for work in WORKS} | {
    Kind(fault, work): 2 for fault in ("disk-full", "disk-read-only", "disk-slow") for work in WORKS
}


def measure(scale: float) -> list[Figure]:
    """Do faults, and count what became of it."""
    return figures_of(break_things(scale), scale)


def write_page(scale: float, to: Path) -> list[Figure]:
    """Do faults, and write the page of the manual in every language."""
    tally = break_things(scale)
    write_pages(to, tally, seed=SEED, scale=scale, today=datetime.now(UTC).date())
    return figures_of(tally, scale)


def figures_of(tally: Tally, scale: float) -> list[Figure]:
    """Judge each kind of trouble: of all faults none may end badly, at any scale."""
    figures = []
    for fault in dict.fromkeys(kind.fault for kind in tally.kinds()):
        part = tally.only(fault)
        told = ", ".join(f"{count} {outcome.value}" for outcome, count in part.by_outcome().items())
        figures.append(
            Figure(f"{NAME}-{fault}", part.bad, "ended badly", f"{part.faults} faults", "<= 0", (), 1.0, told)
        )
    not_tried = ", ".join(f"{kind.fault} of {kind.to}" for kind in tally.not_tried)
    note = f"seed {SEED}, scale {scale:g}" + (f"; not tried here: {not_tried}" if not_tried else "")
    return [Figure(NAME, tally.bad, "ended badly", f"{tally.faults} faults", "<= 0", (), 1.0, note), *figures]


def break_things(scale: float) -> Tally:
    """Do every kind of fault, so often as the scale says and once at least."""
    tally, chance = Tally(), random.Random(SEED)  # noqa: S311 - instants, not secrets
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder))
        places = [world.folder / name for name in ("file", "disk", "postgresql")]
        for place in places:
            place.mkdir()
        on_file, on_disk, on_postgresql = places
        sites.on_a_file(world.home, on_file, tally, times=_times(_ON_FILE, scale), chance=chance)
        if can_make_disks():
            times = possible(_times(_ON_DISK, scale), tally)
            sites.on_a_failing_disk(world.home, on_disk, tally, times=times, chance=chance)
        else:
            tally.not_tried += _ON_DISK
        if is_installed():
            times = _times(_ON_POSTGRESQL, scale)
            sites.on_postgresql(world.home, on_postgresql, tally, times=times, chance=chance)
        else:
            tally.not_tried += _ON_POSTGRESQL
        disturb_commands(world, tally, times=possible(_times(_ON_COMMANDS, scale), tally), chance=chance)
    return tally


def possible(times: Mapping[Kind, int], tally: Tally) -> dict[Kind, int]:
    """Leave out the kinds that need what this machine does not let us do, and note them."""
    left_out = {
        kind
        for kind in times
        if (kind.fault.startswith("disk-") and not can_make_disks())
        or (kind.fault == "disk-slow" and not can_slow())
    }
    tally.not_tried += sorted(left_out, key=lambda kind: (kind.fault, kind.to))
    return {kind: count for kind, count in times.items() if kind not in left_out}


def _times(full: Mapping[Kind, int], scale: float) -> dict[Kind, int]:
    return {kind: max(1, round(count * scale)) for kind, count in full.items()}

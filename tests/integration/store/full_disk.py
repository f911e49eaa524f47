"""Load and release on a disk that is too small, and tell what was said and what is left.

Run as ``python full_disk.py load|release FOLDER`` where FOLDER is a small file system of its own. Fills
the disk but for a little more room each time, until the work succeeds. Prints one JSON line a try.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from store_factories import NAME, deliver, files_under, one_delivery, people, release, visits

from folkekommune.errors import UserError
from folkekommune.store.store import Store

STEP = 192 * 1024


def load(store: Store) -> None:
    lines = "\n".join(f"{n} {n} 1 2020-02-13 44 1" for n in range(10, 12_000))
    rows = visits("unit record version date age AMMESTATUS\n" + lines)
    deliver(store, "4601", "second", who=people(*range(10, 12_000)), U6=rows)


def leave(folder: Path, room: int) -> None:
    """Fill the disk so that this much room is left."""
    ballast = folder / "ballast"
    ballast.unlink(missing_ok=True)
    disk = os.statvfs(folder)
    with ballast.open("wb") as stream:
        stream.write(bytes(disk.f_bavail * disk.f_frsize - room))


def main(kind: str, folder: Path) -> None:
    store = one_delivery(folder / "store")
    work = {"load": load, "release": release}[kind]
    before = files_under(folder / "store")
    for tries in range(200):
        leave(folder, tries * STEP)
        try:
            work(store)
        except UserError as fault:
            outcome = fault.code
        else:
            outcome = "done"
        whole = [record.identity for record in store.draft(NAME, "4601").deliveries()]
        left = sorted(files_under(folder / "store") - before) if outcome != "done" else []
        told = {"outcome": outcome, "left": left, "deliveries": whole, "releases": store.verify(NAME)}
        print(json.dumps(told))  # noqa: T201 -- read by the test
        if outcome == "done":
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

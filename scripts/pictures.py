"""Take the manual's pictures of every page, and write the chapter that shows them.

``python scripts/pictures.py --home HOME`` takes them in a demonstration's home, which it furnishes with a
project, comments, a measure and runs; ``--whole FOLDER`` takes whole pages to look at instead, wide and
narrow. Without a home it writes the chapter alone; ``--check`` ends with 1 when that is stale, or pictures
are missing.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from manual_pictures.listing import CHAPTERS, FOLDER, SCHEMES, chapter, pictured
from manual_pictures.showing import furnish, run_scripts
from manual_pictures.taking import camera

from folkekommune.bootstrap import open_wiring
from folkekommune.cli.demonstration.people import log_ins
from folkekommune.cli.serving import running_server
from folkekommune.settings import Home


def take(home: Path, *, whole: Path | None, only: str) -> None:
    """Serve the home and take pictures of every page."""
    wiring = open_wiring(Home(home.resolve()))
    furnish(wiring)
    passwords = {person.name: person.password for person in log_ins(wiring)}
    folder = whole or FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with running_server(wiring) as base, camera(base, passwords) as taken:
        names = run_scripts(wiring) | taken.found()
        for page in (page for page in pictured() if re.search(only, f"{page.kind}-{page.name}")):
            try:
                path = page.path.format(**names)
            except KeyError as missing:
                print(f"{page.kind}-{page.name}: nothing to show for {missing}", file=sys.stderr)
                continue
            if whole is None:
                taken.take(page, path, folder)
            else:
                for beyond in taken.take_whole(page, path, folder):
                    print(f"beyond the screen: {beyond}")


def main() -> None:
    """Take pictures, write the chapter, or check it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--home", type=Path)
    options.add_argument("--whole", type=Path)
    options.add_argument("--only", default="", help="a pattern of names, to take some of them")
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    if chosen.check:
        stale = [
            path.name
            for language, path in CHAPTERS.items()
            if not path.exists() or path.read_text(encoding="utf-8") != chapter(language)
        ]
        wanted = {page.file(scheme) for page in pictured() for scheme in SCHEMES}
        differing = wanted ^ {file.name for file in FOLDER.glob("*")}
        if stale or differing:
            sys.exit(f"stale: {', '.join([*stale, *sorted(differing)])}: run make pictures")
        return
    if chosen.home:
        take(chosen.home, whole=chosen.whole, only=chosen.only)
    for language, path in CHAPTERS.items():
        path.write_text(chapter(language), encoding="utf-8")


if __name__ == "__main__":
    main()

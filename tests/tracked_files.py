"""The files of the project: those that git follows, and new ones that it does not ignore."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def tracked() -> tuple[Path, ...]:
    """List the files, relative to the root."""
    listed = subprocess.run(
        ("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"),
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return tuple(sorted(Path(name) for name in set(listed.split("\0")) if name and (ROOT / name).is_file()))


def texts(*suffixes: str, under: str = "") -> Iterator[tuple[Path, str]]:
    """Read the files that are texts, those with an ending and in a folder if asked."""
    for path in tracked():
        if (suffixes and path.suffix not in suffixes) or not str(path).startswith(under):
            continue
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue

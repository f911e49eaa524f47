"""The list of messages in a zip file: ``manifest.txt``, a name and a SHA-256 a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.errors import InputError, Place
from folkekommune.ingest.formats.archive import Archive

MANIFEST = "manifest.txt"
_LARGEST = 32 * 1024 * 1024
_LINE = re.compile(r"(?P<name>\S.*?)[ \t]+(?P<digest>[0-9A-Fa-f]{64})")
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class MessageList:
    """The SHA-256 of each message by its name; ``marked`` tells of a byte-order mark."""

    digests: dict[str, str] = field(hash=False)
    marked: bool


def read_list(archive: Archive, path: Path) -> MessageList:
    """Read the list, and check that just the messages in it are there.

    :raises InputError: with the line that is wrong.
    """
    names = set(archive.names)
    if MANIFEST not in names:
        raise InputError("messages.list-missing", place=Place(file=str(path)))
    content = archive.read(MANIFEST, _LARGEST)
    digests: dict[str, str] = {}
    for number, line in enumerate(content.removeprefix(_MARK).splitlines(), start=1):
        place = Place(file=str(path), row=number)
        if not line.strip():
            continue
        read = _LINE.fullmatch(line.decode("utf-8", errors="replace").strip())
        if read is None or read["name"] in digests:
            raise InputError("messages.list-broken", place=place)
        if read["name"] not in names:
            raise InputError("messages.message-missing", place=place)
        digests[read["name"]] = read["digest"].lower()
    unlisted = len(names) - 1 - len(digests)
    if unlisted:
        raise InputError("messages.message-unlisted", place=Place(file=str(path)), n=unlisted)
    return MessageList(digests, content.startswith(_MARK))

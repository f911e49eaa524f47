"""What everyone may see, as one folder of files with a list of them: what a server for citizens alone needs.

The list names every file with its digest, so a folder that was copied in part, or is damaged, is told from a
whole one, in whatever order its files came. Only names of a closed kind may stand in the list: neither keys,
control data, data of persons nor the municipalities' own finer figures can come by it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from folkekommune.errors import InputError
from folkekommune.published.cube_files import encode_json
from folkekommune.published.manifest import damaged
from folkekommune.published.writing import one_writer, replace_file, told_when_full

LIST = "replica.json"

_FORMAT = 1
_LOCK, _UNFINISHED = ".lock", ".unfinished-"
_NAME = r"[\w-][\w.-]*"
_ALLOWED = re.compile(
    rf"""folkekommune\.toml
    | published/register\.json
    | published/publications/{_NAME}/(manifest|public)\.json
    | official/changed
    | official/{_NAME}/{_NAME}/\d+/(receipt|figures)\.json
    | databanks/{_NAME}/databank\.toml
    | databanks/{_NAME}/(indicators|questions|official)/{_NAME}\.toml""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Listing:
    """The list of a folder.

    :param made: when what everyone may see was looked up. :param version: of the program that did.
    :param files: SHA-256 of each file by its path.
    """

    made: datetime
    version: str
    files: Mapping[str, str] = field(hash=False)

    @cached_property
    def digest(self) -> str:
        """Name the content: the same files have the same name, whenever they were listed."""
        return sha256(encode_json(dict(self.files))).hexdigest()

    def encode(self) -> bytes:
        """Write the list."""
        told = {"format": _FORMAT, "made": self.made.isoformat(), "version": self.version}
        return encode_json(told | {"files": dict(self.files)})


def write_copy(folder: Path, files: Mapping[str, bytes], *, version: str, at: datetime) -> Listing:
    """Bring a folder up to date: what changed is replaced, then the list, and what it no longer names goes.

    :raises UsageError: ``published.disk-full``.
    """
    listing = Listing(at, version, {name: sha256(content).hexdigest() for name, content in files.items()})
    with one_writer(folder), told_when_full(folder):
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not _is(target, listing.files[name]):
                replace_file(target, content)
        # Before what it no longer names goes: who copies meanwhile gets a whole folder, or one to wait for.
        replace_file(folder / LIST, listing.encode())
        for name in foreign(folder, listing):
            (folder / name).unlink()
        _without_empty(folder)
    return listing


def read_listing(folder: Path) -> Listing:
    """Read the list of a folder.

    :raises InputError: ``published.damaged`` when there is none, or it names what has no place in a copy.
    """
    file = folder / LIST
    try:
        content = json.loads(file.read_bytes())
        listing = Listing(datetime.fromisoformat(content["made"]), content["version"], dict(content["files"]))
        known = content["format"] == _FORMAT and listing.made.tzinfo is not None
        if known and all(_ALLOWED.fullmatch(name) for name in listing.files):
            return listing
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        pass
    raise damaged(file)


def read_whole(folder: Path, listing: Listing) -> dict[str, bytes]:
    """Read every listed file.

    :raises InputError: ``published.damaged`` for the first that is missing or not what is listed.
    """
    found = {}
    for name, digest in listing.files.items():
        file = folder / name
        try:
            content = _content(file)
        except OSError:
            raise damaged(file) from None
        # Nor may a link above it lead out of the folder.
        if sha256(content).hexdigest() != digest or file.resolve() != folder.resolve() / name:
            raise damaged(file)
        found[name] = content
    return found


def foreign(folder: Path, listing: Listing | None) -> tuple[str, ...]:
    """Name the files of a folder that its list does not."""
    known = {LIST, _LOCK, *(listing.files if listing else ())}
    there = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if not _is_folder(path))
    return tuple(sorted(name for name in there if name not in known))


class KeptCopies:
    """Whole copies that a server took in, each in a folder named by its content; the newest is shown.

    What comes in is copied once it is whole, and nothing is read where it comes in but that: so nothing that
    happens there afterwards is seen before it is whole again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def whole(self) -> list[tuple[Path, Listing]]:
        """List the copies that are whole, the newest first."""
        whole = [(place, read_listing(place)) for place in self._places() if _is_whole(place)]
        return sorted(whole, key=lambda found: found[1].made, reverse=True)

    def take_in(self, incoming: Path, *, since: datetime | None = None) -> tuple[Path, Listing]:
        """Keep what has come in, if it is whole; the same once more is only told to be newer.

        :param since: what is older than this is not taken in: something was withdrawn since, perhaps.
        :raises InputError: ``published.damaged`` when it is not whole, ``replica.older`` when it is older.
        """
        listing = read_listing(incoming)
        if since is not None and listing.made < since:
            raise InputError("replica.older")
        files = read_whole(incoming, listing)
        target = self._folder / listing.digest
        with one_writer(self._folder), told_when_full(self._folder):
            if target.is_dir() and _is_whole(target):
                replace_file(target / LIST, listing.encode())
                return target, listing
            shutil.rmtree(target, ignore_errors=True)
            unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self._folder))
            for name, content in (files | {LIST: listing.encode()}).items():
                (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
                replace_file(unfinished / name, content)
            unfinished.rename(target)
        return target, listing

    def forget_others(self, shown: Path) -> None:
        """Remove every copy but the one that is shown: what was withdrawn shall not lie here."""
        for place in self._places():
            if place != shown:
                shutil.rmtree(place, ignore_errors=True)

    def _places(self) -> list[Path]:
        return list(self._folder.glob("[0-9a-f]*"))


def _is_whole(folder: Path) -> bool:
    try:
        read_whole(folder, read_listing(folder))
    except InputError:
        return False
    return True


def _content(file: Path) -> bytes:
    """Read a file that is one: a link could lead out of the folder."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read()


def _is(file: Path, digest: str) -> bool:
    try:
        return sha256(_content(file)).hexdigest() == digest
    except OSError:
        return False


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _without_empty(folder: Path) -> None:
    """Remove the folders that nothing is left in, from below."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if _is_folder(path) and not any(path.iterdir()):
            path.rmdir()

"""Look through every file of an installation, and name each that is damaged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from folkekommune.keys import MASTER, Keys
from folkekommune.operations.damage import control_server, databases, manifests, noted, sealed_files
from folkekommune.operations.damage.finding import Finding, Kind
from folkekommune.operations.inventory import FileNote, files_of, name_of
from folkekommune.operations.seals import file_of, recall, remember
from folkekommune.settings import Home

_GOES_BY_ITSELF = ("keys/files/", "vault/quarantine/")


@dataclass(frozen=True)
class Verified:
    """What was found.

    :param files: so many were looked through, :param noted: when they had last been, if ever.
    """

    files: int
    findings: tuple[Finding, ...]
    noted: str | None

    @property
    def whole(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings


def verify_files(
    home: Home,
    keys: Keys,
    *,
    deleted: Callable[[str, str], bool],
    accept: bool = False,
    server: Engine | None = None,
) -> Verified:
    """Look through an installation; when nothing is damaged, note what its files are.

    :param deleted: says whether a version of a databank was deleted on purpose.
    :param accept: note files that people have changed as they are now.
    :param server: the control database, when it is no file of the home.
    """
    seals = recall(home, keys)
    if seals is not None and seals.fingerprint and seals.fingerprint != keys.fingerprint:
        # With another key nothing opens; one cause is told, not a thousand effects.
        key = Finding(name_of(home, home.keys / MASTER), Kind.DAMAGED)
        return Verified(1, (key,), seals.at)
    findings = [*manifests.find(home), *databases.find(home, keys), *sealed_files.find(home, keys)]
    if server is not None:
        findings += control_server.find(server, keys)
    if seals is not None and not seals.whole:
        findings.append(Finding(name_of(home, file_of(home)), Kind.DAMAGED))
    elif seals is not None:
        moved = home.control.name if server is not None else None
        findings += noted.find(
            home, seals, excused=lambda name: name == moved or _excused(home, name, deleted)
        )
    found = _once(findings, changed=not accept)
    files = files_of(home)
    if not found:
        remember(home, keys, {name_of(home, file): FileNote.of(file) for file in files})
    return Verified(len(files), found, seals.at if seals else None)


def _once(findings: list[Finding], *, changed: bool) -> tuple[Finding, ...]:
    """Tell of each file once, damage before the rest."""
    first: dict[str, Finding] = {}
    for finding in findings:
        if changed or finding.kind is not Kind.CHANGED:
            first.setdefault(finding.file, finding)
    return tuple(first[name] for name in sorted(first))


def _excused(home: Home, name: str, deleted: Callable[[str, str], bool]) -> bool:
    """Say whether a file that was noted may be gone."""
    parts = name.split("/")
    if name.startswith(_GOES_BY_ITSELF):
        return True  # destroyed with what it opened; a sealed file that lacks its key is found by itself
    match parts:
        case ["store", databank, "releases", version, *_]:
            return not (home.store / databank / "releases" / version).exists() and deleted(databank, version)
        case ["store", databank, "drafts", municipality, kind, folder, *_] if kind in {
            "deliveries",
            "reviews",
        }:
            # A delivery that was written anew, or read again, takes the place of the one before it.
            return not (home.store / databank / "drafts" / municipality / kind / folder).exists()
        case _:
            return False

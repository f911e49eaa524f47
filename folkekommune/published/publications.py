"""The publications of an installation: immutable folders, and a register of what became of each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from folkekommune.disclosure.results import SafeCube
from folkekommune.disclosure.shares import Audience
from folkekommune.errors import UsageError
from folkekommune.lasting import many_lasting_objects
from folkekommune.published import manifest as manifests
from folkekommune.published.cube_files import FILES, decode_cubes, encode_cubes
from folkekommune.published.manifest import Manifest, damaged, read_manifest
from folkekommune.published.prepared import PreparedCubes
from folkekommune.published.register import Stamp, append_events, read_register, stamp
from folkekommune.published.states import AFTER, Event, State
from folkekommune.published.writing import one_writer, told_when_full, write_folder

_NAME = re.compile(r"(?P<databank>.+)-[\d.]+-(?P<municipality>\d{4})-[a-p]+", re.ASCII)


@dataclass(frozen=True)
class Publication:
    """A publication and where it stands.

    :param since: when it came there; ``None`` while it is only proposed.
    """

    manifest: Manifest
    state: State
    since: datetime | None = None

    @property
    def identifier(self) -> str:
        """Its name."""
        return self.manifest.identifier

    @property
    def subject(self) -> tuple[str, str]:
        """Databank and municipality: one publication is current for each."""
        return self.manifest.databank, self.manifest.municipality

    def holds(self, prepared: PreparedCubes) -> bool:
        """Say whether it was made of exactly these cubes."""
        manifest = self.manifest
        return (manifest.version, manifest.policy, manifest.files) == (
            prepared.release.version,
            prepared.policy,
            _digests(_contents(prepared)),
        )


class Publications:
    """The publications under one folder.

    :param moved: called whenever one has been approved or withdrawn.
    """

    def __init__(self, folder: Path, *, moved: Callable[[], None] = lambda: None) -> None:
        self._folder = folder
        self._moved = moved

    @many_lasting_objects()
    def propose(self, prepared: PreparedCubes) -> Publication:
        """Lay prepared cubes down as a publication, or give the one that already holds them.

        One that was replaced or withdrawn does not come back: the same cubes become a new one.
        """
        contents = _contents(prepared)
        with one_writer(self._folder), told_when_full(self._folder):
            earlier = self.of_municipality(prepared.release.databank, prepared.municipality)
            for known in earlier:
                if known.state in {State.PROPOSED, State.APPROVED} and known.holds(prepared):
                    return known
            manifest = Manifest(
                databank=prepared.release.databank,
                version=prepared.release.version,
                municipality=prepared.municipality,
                number=1 + max((known.manifest.number for known in earlier), default=0),
                policy=prepared.policy,
                noise_variance=prepared.noise_variance,
                indicators={cube.indicator: cube.version for cube in prepared.municipal},
                files=_digests(contents),
            )
            files = contents | {manifests.FILE: manifest.encode()}
            write_folder(self._home / manifest.identifier, files, locked=self._folder)
        return Publication(manifest, State.PROPOSED)

    def approve(self, identifier: str, *, at: datetime) -> Publication:
        """Make a proposed publication the current one; the current one until now is replaced."""
        return self._move(identifier, State.APPROVED, at)

    def withdraw(self, identifier: str, *, at: datetime) -> Publication:
        """Take a publication away from everyone, for good. None takes its place by itself."""
        return self._move(identifier, State.WITHDRAWN, at)

    def find(self, identifier: str) -> Publication:
        """Find a publication.

        :raises UsageError: ``published.unknown``.
        :raises InputError: ``published.damaged``.
        """
        if identifier not in self._names():
            raise UsageError("published.unknown", publication=identifier)
        return self._read(identifier, read_register(self._folder))

    def of_municipality(self, databank: str, municipality: str) -> tuple[Publication, ...]:
        """List a municipality's publications of a databank, oldest first."""
        events = read_register(self._folder)
        named = (name for name in self._names() if _subject(name) == (databank, municipality))
        found = (self._read(name, events) for name in named)
        return tuple(sorted(found, key=lambda each: each.manifest.number))

    def current(self) -> tuple[Publication, ...]:
        """Give what is approved and neither replaced nor withdrawn, by databank and municipality."""
        events = read_register(self._folder)
        standing = {event.publication: event.state for event in events}
        approved = (name for name, state in standing.items() if state is State.APPROVED)
        return tuple(sorted((self._read(name, events) for name in approved), key=lambda each: each.subject))

    def cubes(self, publication: Publication, audience: Audience) -> tuple[SafeCube, ...]:
        """Read the cubes of a publication for an audience.

        :raises InputError: ``published.damaged`` when the file is not what was laid down.
        """
        file = self._home / publication.identifier / FILES[audience]
        try:
            content = file.read_bytes()
            if sha256(content).hexdigest() == publication.manifest.files[file.name]:
                return decode_cubes(content)
        except (OSError, KeyError, ValueError):
            pass
        raise damaged(file)

    def events(self) -> tuple[Event, ...]:
        """Tell what became of every publication, oldest first."""
        return read_register(self._folder)

    def stamp(self) -> Stamp:
        """Tell which state the publications are in, to know when to read again."""
        return stamp(self._folder)

    @property
    def _home(self) -> Path:
        return self._folder / "publications"

    def _names(self) -> list[str]:
        return [path.name for path in self._home.glob("[!.]*") if path.is_dir()]

    def _read(self, identifier: str, events: tuple[Event, ...]) -> Publication:
        manifest = read_manifest(self._home / identifier)
        last = next((event for event in reversed(events) if event.publication == identifier), None)
        return Publication(manifest, last.state, last.at) if last else Publication(manifest, State.PROPOSED)

    def _move(self, identifier: str, state: State, at: datetime) -> Publication:
        with one_writer(self._folder), told_when_full(self._folder):
            found = self.find(identifier)
            if found.state is state:
                return found
            if state not in AFTER[found.state]:
                raise UsageError(f"published.is-{found.state.value}", publication=identifier)
            events = [Event(identifier, state, at)]
            if state is State.APPROVED:
                events += [
                    Event(each.identifier, State.REPLACED, at)
                    for each in self.current()
                    if each.subject == found.subject
                ]
            append_events(self._folder, events)
            self._moved()
            return self.find(identifier)


def _contents(prepared: PreparedCubes) -> dict[str, bytes]:
    return {FILES[audience]: encode_cubes(prepared.cubes(audience)) for audience in Audience}


def _digests(contents: dict[str, bytes]) -> dict[str, str]:
    return {name: sha256(content).hexdigest() for name, content in contents.items()}


def _subject(identifier: str) -> tuple[str, str]:
    named = _NAME.fullmatch(identifier)
    return (named["databank"], named["municipality"]) if named else ("", "")

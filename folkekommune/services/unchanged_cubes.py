"""What of a release's cubes is as it was in the last one, and so is taken from there.

A cube is made of the rows of its part, the definition, the policy, the keys, and what was published of it
before. Where none of these has changed the same bytes would come out once more, so they are not made again:
a year that one municipality adds is no work for the others. Means are always made anew. What scripts are told
of them depends on every part of a release.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from folkekommune import __version__
from folkekommune.analysis.cubes import MadeCube
from folkekommune.analysis.door import Door
from folkekommune.analysis.inquiry import person_root
from folkekommune.disclosure.cubes import CubeDimensions
from folkekommune.disclosure.policy_sections import Hiding
from folkekommune.indicators.definition import Definition, Statistic
from folkekommune.published.prepared import Preparations, PreparedCubes
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.outputs import ShareCube

Registered = Callable[[ReleaseRef], Mapping[str, tuple[CubeDimensions, ...]]]
"""Gives the cubes that are registered of a release, by part."""

_KEYS = "cubes unchanged"
_CANONICAL = re.compile(r"canonical='[0-9a-f]*'")


@dataclass(frozen=True)
class LastCubes:
    """The cubes of a part as they were made last; without any, nothing is taken from them."""

    prepared: PreparedCubes | None = None
    dimensions: tuple[CubeDimensions, ...] = ()

    def of(self, door: Door, definition: Definition, inputs: str) -> list[MadeCube] | None:
        """Give the cubes of a definition, if they are made of the same."""
        last = self.prepared
        if last is None or not inputs or last.inputs.get(definition.code) != inputs:
            return None
        prefix = f"{last.release.databank}|{last.municipality}|{definition.code}|{definition.version}|"
        history = {name: cell for name, cell in last.history.items() if name.startswith(prefix)}
        published = door.ledger.published(history)
        if any(
            (cell.people, cell.fingerprint, cell.said)
            != (history[name].people, history[name].fingerprint, history[name].said)
            for name, cell in published.items()
        ):
            return None
        municipal, public = (
            [cube for cube in cubes if cube.indicator == definition.code]
            for cubes in (last.municipal, last.public)
        )
        dimensions = [each for each in self.dimensions if each.indicator == definition.code]
        if not len(municipal) == len(public) == len(dimensions) > 0:
            return None
        # What was said of them was noted when they were made. The history of all of them goes with the first.
        histories = [history, *({} for _ in municipal[1:])]
        return [
            MadeCube(own, everyones, (), each, cells, ())
            for own, everyones, each, cells in zip(municipal, public, dimensions, histories, strict=True)
        ]


def last_cubes(
    door: Door, preparations: Preparations, databank: str, part: str, *, registered: Registered
) -> LastCubes:
    """Find the cubes that were made last of a part.

    Where cells are hidden beside others, a cube depends on all cubes of its part: then nothing is taken.
    """
    if door.policy.secondary.cubes is not Hiding.NOISE_ONLY:
        return LastCubes()
    prepared = preparations.latest(databank, part)
    if prepared is None:
        return LastCubes()
    return LastCubes(prepared, registered(prepared.release).get(part, ()))


def inputs_of(
    door: Door, release: ReleaseRef, definition: Definition, requests: Sequence[ShareCube], *, rows: str
) -> str:
    """Give the digest of all that the cubes of a definition are made of; empty where it is not known whole.

    :param rows: the digest of the part's rows, empty where that is not known.
    """
    if not rows or definition.statistic is not Statistic.PROPORTION:
        return ""
    facts = door.releases.facts(release)
    (part,) = {part for request in requests for part in person_root(request.dataset).grant}
    content = [
        __version__,
        repr(door.policy),
        door.keys.derive(_KEYS).hex(),
        facts.identities[part],
        rows,
        definition.sensitive,
        [_question(request, release) for request in requests],
    ]
    return sha256(json.dumps(content).encode()).hexdigest()


def _question(request: ShareCube, release: ReleaseRef) -> str:
    """Write a question, whichever release it is asked of; a register that is linked is named with its own.

    The names of columns in other answers hold the release, and follow from all that is written beside them.
    """
    return _CANONICAL.sub("", repr(request).replace(repr(release), ""))

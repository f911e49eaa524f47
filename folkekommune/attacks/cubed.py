"""A release with a cube of an indicator, as municipality and citizens see it, and the scripts beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.analysis.cubes import make_cube, register_cubes
from folkekommune.attacks.interface import Interface, drawn_keys, open_interface
from folkekommune.attacks.worlds import (
    DISTRICTS,
    PART,
    SEXES,
    Attribute,
    attributes_of,
    people,
    twin_secrets,
    write_release,
)
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.results import SafeCube, SafeValue, Sign
from folkekommune.query.outputs import ShareCube

FIRST_YEAR, YEARS = 2022, 3
_PLACES = tuple(f"{PART}{district:02d}" for district in range(1, DISTRICTS + 1))
_DEFENCES = frozenset({"difference_audit", "people_layer"})

Place = tuple[int | None, int, int | None, int]
"""District, year, sex and outcome of a count; ``None`` is everybody."""


@dataclass(frozen=True)
class Cubed:
    """What an attacker meets: scripts, and the two published cubes.

    :param true: district, year, sex and outcome of everybody.
    """

    interface: Interface
    municipal: dict[Place, int]
    public: dict[Place, int]
    true: tuple[NDArray[np.int64], ...]
    random: np.random.Generator

    def counted(self, place: Place) -> int:
        """Count the people of a place: what the attacker may not know."""
        inside = [each == code for each, code in zip(self.true, place, strict=True) if code is not None]
        return int(np.all(inside, axis=0).sum())


@contextmanager
def cubed(seed: int, *, defended: bool) -> Iterator[Cubed]:
    """Enter a release with a cube.

    Undefended the cube is not registered, nothing is audited, and the same people have fresh noise.
    """
    random = np.random.default_rng(seed)
    known = people(random, DISTRICTS)
    secret, _ = twin_secrets(random, known)
    year = random.integers(FIRST_YEAR, FIRST_YEAR + YEARS, len(secret))
    place = [_PLACES[district - 1] for district in known.district]
    attributes = attributes_of(known, secret) | {
        "PLACE": Attribute(ValueType.STRING, [PART] * len(place), (PART,)),
        "PART": Attribute(ValueType.STRING, place, _PLACES),
        "YEAR": Attribute(ValueType.INTEGER, year, tuple(range(FIRST_YEAR, FIRST_YEAR + YEARS))),
    }
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes, random)
        without = frozenset() if defended else _DEFENCES
        interface = open_interface(release, Path(folder), keys=drawn_keys(random), without=without)
        dataset = interface.session.sets["persons"].dataset
        assert dataset is not None  # noqa: S101 - the imports have just been bound
        names = ("secret", "place", "part", "year", "sex")
        request = ShareCube(dataset, "attacked", 1, *names, _PLACES, tuple(range(1, SEXES + 1)))
        made = make_cube(interface.door, request, sensitive=False)
        if defended:
            register_cubes(interface.door, release.ref, {PART: [made]})
        true = (known.district, year, known.sex, secret)
        yield Cubed(interface, _counts(made.municipal), _counts(made.public), true, random)


def _counts(cube: SafeCube) -> dict[Place, int]:
    """Give the counts a cube shows."""
    shown: dict[Place, int] = {}
    for cell in cube.cells:
        district = int(cell.district[len(PART) :]) if cell.district else None
        for outcome, value in ((1, cell.numerator), (0, cell.complement)):
            if (count := _count(value)) is not None:
                shown[district, cell.year, int(cell.sex) if cell.sex else None, outcome] = count
    return shown


def _count(value: SafeValue) -> int | None:
    return int(value.text) if value.sign is Sign.SHOWN and value.text is not None else None

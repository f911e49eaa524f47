"""A23: guess the key.

The attacker knows the persons, how their keys and the noise are made, the policy and the table of noise:
everything but the key. For each key he guesses he opens the product itself on a copy of the release, reads
the noise off its answers and takes it away from the answers he got. Without: the true key is among the
guesses.
"""

from __future__ import annotations

import hmac
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.interface import counts_of, drawn_keys, open_interface
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.worlds import (
    DISTRICTS,
    Release,
    attributes_of,
    people,
    twin_secrets,
    write_release,
)
from folkekommune.keys import KEY_BYTES, Keys

NAME = "A23"
_TABLE = "tabulate district sex secret"
_Counts = dict[tuple[int | None, ...], int]


def attack(*, quick: bool) -> list[Figure]:
    """Guess some keys; the best of them counts."""
    row = Row(
        NAME,
        "share of exact n with the best guess",
        "secret key",
        "<= 0.45",
        (6, 6) if quick else (40, 4),
        231,
        "guesses of zeros, ones, counters, words and chance",
    )
    return [two_ways(row, _best, quick=quick)]


def _best(way: Way) -> Told:
    random = np.random.default_rng(way.seed)
    known = people(random, DISTRICTS)
    secret, _ = twin_secrets(random, known)
    key = drawn_keys(random)
    guesses = _guesses(random, way.size)
    if not way.defended:
        guesses[0] = key
    attributes = attributes_of(known, secret)
    best = 0.0
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes, random)
        said = _ask(release, Path(folder) / "said", key)
        true = _true(said, (known.district, known.sex, secret))
        for place, guess in enumerate(guesses):
            # He knows the scheme of persons' keys too, but not what they are made with.
            keys = release.keys if guess is key else _person_keys(guess, len(secret))
            copied = write_release(Path(folder) / f"copy {place}", attributes, random, keys=keys)
            own = _ask(copied, Path(folder) / f"own {place}", guess)
            noise = {cell: own[cell] - true[cell] for cell in own.keys() & true.keys()}
            best = max(best, sum(said[cell] - noise[cell] == true[cell] for cell in noise) / len(true))
    return best * len(true), len(true)


def _guesses(random: np.random.Generator, number: int) -> list[Keys]:
    """Give keys that somebody careless might have, and some by chance."""
    careless = [
        bytes(KEY_BYTES),
        b"\xff" * KEY_BYTES,
        bytes(range(KEY_BYTES)),
        b"secret".ljust(KEY_BYTES, b"\0"),
        b"folkekommune".ljust(KEY_BYTES, b"\0"),
    ]
    chance = (random.bytes(KEY_BYTES) for _ in range(max(0, number - len(careless))))
    return [Keys(each) for each in (*careless, *chance)][:number]


def _person_keys(guess: Keys, persons: int) -> NDArray[np.int64]:
    """Make the keys of persons as the product would with a guessed key."""
    key = guess.derive("person keys")
    words = (hmac.digest(key, str(person).encode(), "sha256")[:8] for person in range(persons))
    return np.array([int.from_bytes(word, signed=True) for word in words], dtype=np.int64)


def _ask(release: Release, folder: Path, keys: Keys) -> _Counts:
    (table,) = open_interface(release, folder, keys=keys).tables(_TABLE)
    return {cell: count for cell, count in counts_of(table).items() if None not in cell}


def _true(said: _Counts, values: tuple[NDArray[np.int64], ...]) -> _Counts:
    return {
        cell: int(np.all([each == code for each, code in zip(values, cell, strict=True)], axis=0).sum())
        for cell in said
    }

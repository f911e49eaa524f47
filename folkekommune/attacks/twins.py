"""Twin worlds as an attacker meets them, and how often he tells them apart.

In each of two worlds the same persons live; the secrets of the targets are complementary. Targets are
asked about in rounds, one of each district, so that one table by district asks about sixty of them at once
and none of them is in another's cell.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.interface import Interface, counts_of, drawn_keys, open_interface
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import Estimate, balanced_accuracy
from folkekommune.attacks.worlds import (
    DISTRICTS,
    SEXES,
    People,
    attributes_of,
    people,
    twin_secrets,
    write_release,
)

Scores = NDArray[np.float64]
CODE = f"generate code = (month * {SEXES} + sex - 1) * {DISTRICTS} + district - 1"
SPAN = 72
"""Months of birth that a lattice leaves out: some ninety people of a district, thirty with the secret."""
_YOUNGEST = 84
"""Targets are as many months old, so that a lattice can leave out others than them."""
_SPARE = 100
"""Persons drawn for a round of one of each district: so many that none is ever lacking."""


@dataclass(frozen=True)
class Twin:
    """One of two worlds.

    :param rounds: how many times one target of each district is asked about.
    :param without: names of defences of the policy that are off.
    :param budgets: the attacker is held to what a project may ask in a day.
    """

    seed: int
    world: int
    rounds: int
    without: frozenset[str] = frozenset()
    budgets: bool = False


@dataclass(frozen=True)
class Invented:
    """The persons of a world, what the attacker knows of them, and whom he is after.

    :param rounds: the targets, one of each district, in the order of the districts.
    :param secret: everybody's; nothing but the telling of how far the attack got may read the targets'.
    :param random: the attacker's own, the same in both worlds.
    """

    known: People
    rounds: tuple[NDArray[np.int64], ...]
    secret: NDArray[np.int64]
    random: np.random.Generator

    @property
    def bits(self) -> NDArray[np.bool_]:
        """The truth about the targets, round by round."""
        return np.asarray(self.secret[np.concatenate(self.rounds)] == 1)


@dataclass(frozen=True)
class Scene(Invented):
    """What an attacker meets: the persons, and the interface to a release of them."""

    interface: Interface

    def by_district(self, condition: str, *, before: str = "") -> Scores:
        """Ask how many in each district meet a condition."""
        return counted(self.interface, condition, before=before)


Heard = tuple[Scores, NDArray[np.bool_]]
"""A score for each target, round by round, and the truth."""

Listen = Callable[[Scene], Scores]
"""An attack: a score for each target; above a half says that she has the secret."""

Attempt = Callable[[Twin], Heard]
"""An attack that makes its world itself."""


@dataclass(frozen=True)
class Trial:
    """How large an attack is, and what stands against it.

    :param rounds: of targets with all defences on, and with the set off.
    :param against: the defences, in words, :param without: their names in the policy.
    """

    name: str
    rounds: tuple[int, int]
    against: str
    without: frozenset[str]
    limit: str = "<= 0.55"
    seed: int = 1
    budgets: bool = False


def codes_of(known: People, persons: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the number that month, sex and district make together; a target is alone with hers."""
    code = (known.month * SEXES + known.sex - 1) * DISTRICTS + known.district - 1
    return code[persons]


def they(known: People, persons: NDArray[np.int64]) -> str:
    """Write the condition of being one of some targets."""
    return f"inlist(code, {', '.join(str(code) for code in sorted(codes_of(known, persons)))})"


@dataclass(frozen=True)
class Lattice:
    """Two conditions with a large effect each, between which there is one person in each district.

    :param script: derives ``left``, which marks some ninety people of each district, and ``more``, those
        and the targets; :param left: who is marked by the first.
    """

    script: str
    left: NDArray[np.bool_]


def lattice(scene: Scene, targets: NDArray[np.int64]) -> Lattice:
    """Draw a lattice around targets: younger people are left out, or they and the targets."""
    begin = int(scene.random.integers(0, _YOUNGEST - SPAN + 1))
    some = f"inrange(month, {begin}, {begin + SPAN - 1})"
    left = (scene.known.month >= begin) & (scene.known.month < begin + SPAN)
    return Lattice(f"generate left = {some}\ngenerate more = {some} | {they(scene.known, targets)}", left)


def counted(interface: Interface, condition: str, *, before: str = "") -> Scores:
    """Ask how many in each district meet a condition; not a number where that is not shown."""
    table = interface.table(f"{before}\ntabulate district if {condition}")
    counts = counts_of(table) if table is not None else {}
    return np.array([counts.get((district,), np.nan) for district in range(1, DISTRICTS + 1)])


def mean_shown(answers: Sequence[Scores]) -> Scores:
    """Give the mean of several answers about each target, of those that were shown."""
    shown = ~np.isnan(answers)
    return np.asarray(np.nansum(answers, axis=0) / np.maximum(shown.sum(axis=0), 1))


def invented(twin: Twin) -> Invented:
    """Invent the persons of one of the twin worlds."""
    random = np.random.default_rng(twin.seed)
    known = people(random, DISTRICTS * _SPARE)
    rounds = _rounds(known, twin.rounds)
    known = People(known.month, known.sex, known.district, np.concatenate(rounds))
    return Invented(known, rounds, twin_secrets(random, known)[twin.world], random)


@contextmanager
def entered(twin: Twin) -> Iterator[Scene]:
    """Enter one of the twin worlds."""
    world = invented(twin)
    known, random = world.known, world.random
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        release = write_release(place / "release", attributes_of(known, world.secret), random)
        interface = open_interface(
            release, place, keys=drawn_keys(random), without=twin.without, budgets=twin.budgets
        )
        yield Scene(known, world.rounds, world.secret, random, interface.after(CODE))


def told_apart(trial: Trial, listen: Listen, *, quick: bool, note: str = "") -> Figure:
    """Attack a release with all defences and without the named set, and give how often it is right."""
    return told_by(trial, partial(_heard, listen), quick=quick, note=note)


def told_by(trial: Trial, attempt: Attempt, *, quick: bool, note: str = "") -> Figure:
    """Attack with all defences and without the named set, and give how often the attacker is right.

    :param attempt: makes its world itself.
    """
    on, off = trial.rounds
    twins = [Twin(trial.seed, world, on, budgets=trial.budgets) for world in (0, 1)]
    twins += [Twin(trial.seed + 1, world, off, trial.without) for world in (0, 1)]
    found = side_by_side(attempt, twins)
    said = f"{2 * on * DISTRICTS} answers about targets in twin worlds; {2 * off * DISTRICTS} without defence"
    return estimated(
        trial.name,
        accuracy(found[:2]),
        accuracy(found[2:]),
        unit="balanced accuracy",
        against=trial.against,
        limit=trial.limit,
        runs=tuple(accuracy([one]).figure for one in found[:2]),
        note=f"{said}; {note}" if note else said,
        on_figure=quick,
    )


def accuracy(found: Sequence[Heard]) -> Estimate:
    """Give how often the scores of several worlds are on the right side of a half."""
    scores = np.nan_to_num(np.concatenate([each for each, _ in found]))
    return balanced_accuracy(scores > 1 / 2, np.concatenate([bits for _, bits in found]))


def _heard(listen: Listen, twin: Twin) -> Heard:
    with entered(twin) as scene:
        return listen(scene), scene.bits


def _rounds(known: People, rounds: int) -> tuple[NDArray[np.int64], ...]:
    by_district = [
        known.targets[known.district[known.targets] == district + 1] for district in range(DISTRICTS)
    ]
    return tuple(np.array([own[number] for own in by_district]) for number in range(rounds))

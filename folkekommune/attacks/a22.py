"""A22: let chance search for attacks.

An attack is ten kinds of questions about a target, each asked in several halves; kinds differ in how the
target, the secret, a lattice and a half are put together. What the mean answers tell the searcher learns on
shadow worlds of his own, whose secrets he knows. Of the best attacks children are made by exchange and
chance (Cretu and others 2022, QuerySnout). The best attack so far lies beside this file in ``search.json``
and is replayed in every run; it began with the kinds of A3, of the lattice and of A27. A full run searches
too, with a fixed budget and seed, and puts what beats it into that file, to be committed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.groups import Half, drawn_half
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import Estimate, balanced_accuracy
from folkekommune.attacks.twins import Heard, Lattice, Scene, Twin, entered, lattice, they
from folkekommune.attacks.worlds import DISTRICTS

NAME = "A22"
KINDS, HALVES = 10, 10
_DEFENCES = frozenset({"low_effect", "difference_audit", "made_up"})
_POPULATION, _GENERATIONS, _PARENTS = 6, 4, 2
_HALVES_WHILE_SEARCHING, _HALVES_TO_COMPARE = 1, 3
_CHANCE, _HALVED = 0.3, 0.8
_RIDGE = 10.0

SHE = ("among", "left out", "not named")
STEPS = ("all", "left", "more")
FORMS = ("with the secret", "with the secret or in the half", "of known size")


@dataclass(frozen=True)
class Kind:
    """A kind of question.

    :param she: what becomes of the target, :param steps: who is left out by a lattice.
    :param form: how the secret comes in, :param half: whether a half is drawn, else everybody.
    """

    she: str
    steps: str
    form: str
    half: bool

    def ask(
        self, scene: Scene, targets: NDArray[np.int64], half: Half, steps: Lattice
    ) -> NDArray[np.float64]:
        """Ask it about one target of each district; give the answer less what is known of it."""
        she, known = they(scene.known, targets), np.zeros(DISTRICTS)
        some = f"({half.condition})" if self.half else "(month >= 0)"
        named = {"among": f"({some} | {she})", "left out": f"({some} & !{she})", "not named": some}[self.she]
        match self.form:
            case "with the secret":
                group = f"{named} & secret == 1"
            case "with the secret or in the half":
                group = f"{named} | ({she} & secret == 1)"
            case _:
                inside = half.holds(scene.known) if self.half else np.ones(len(scene.secret), dtype=bool)
                inside[targets] = False
                known = np.bincount(scene.known.district[inside], minlength=DISTRICTS + 1)[1:].astype(float)
                group = f"({some} & !{she}) | ({she} & secret == 1)"
        kept = "" if self.steps == "all" else f" & {self.steps} == 0"
        return np.asarray(np.nan_to_num(scene.by_district(f"({group}){kept}", before=steps.script) - known))


Attack = tuple[Kind, ...]


@dataclass(frozen=True)
class _Task:
    """Ask all questions of an attack in one world."""

    twin: Twin
    attack: Attack
    halves: int


def attack(*, quick: bool) -> list[Figure]:
    """Replay the best attack that was found, and search for a better one."""
    best, note = stored(), "replayed"
    if not quick:
        found = searched(22)
        note = "replayed and searched"
        if _fitness(found, 23, _HALVES_TO_COMPARE) > _fitness(best, 23, _HALVES_TO_COMPARE):
            best, note = found, "found in this search"
            Path(str(_best())).write_text(written(best), "utf-8")
    halves = 2 if quick else HALVES
    defended, without = (
        _played(best, seed, halves, off) for seed, off in ((221, frozenset()), (226, _DEFENCES))
    )
    return [
        estimated(
            NAME,
            defended,
            without,
            unit="balanced accuracy",
            against="low-effect rule, audit of differences and budget of made-up divisions",
            limit="<= 0.65",
            runs=(defended.figure,),
            note=f"{KINDS * halves} questions about each of {2 * DISTRICTS} targets, {note}",
            on_figure=True,
        )
    ]


def stored() -> Attack:
    """Read the best attack so far."""
    return tuple(Kind(**each) for each in json.loads(_best().read_text("utf-8")))


def _best() -> Traversable:
    return files("folkekommune.attacks").joinpath("search.json")


def written(best: Attack) -> str:
    """Write an attack as it is stored."""
    return json.dumps([asdict(kind) for kind in best], indent=1) + "\n"


def searched(seed: int) -> Attack:
    """Search: a fixed number of attacks, each tried against the product with its defences on."""
    random = np.random.default_rng(seed)
    herd = [tuple(_drawn(random) for _ in range(KINDS)) for _ in range(_POPULATION)]
    parents = herd
    for generation in range(_GENERATIONS):
        fitness = [_fitness(each, 1_000 * seed + generation, _HALVES_WHILE_SEARCHING) for each in herd]
        order = np.argsort(fitness)[::-1]
        parents = [herd[place] for place in order[:_PARENTS]]
        if generation < _GENERATIONS - 1:
            herd = parents + [_child(parents, random) for _ in range(_POPULATION - _PARENTS)]
    return parents[0]


def _drawn(random: np.random.Generator) -> Kind:
    she, steps, form = (str(random.choice(each)) for each in (SHE, STEPS, FORMS))
    return Kind(she, steps, form, bool(random.random() < _HALVED))


def _child(parents: list[Attack], random: np.random.Generator) -> Attack:
    """Take each kind from one of the parents, and change some."""
    kinds = [parents[int(random.integers(len(parents)))][place] for place in range(KINDS)]
    return tuple(_drawn(random) if random.random() < _CHANCE else kind for kind in kinds)


def _fitness(attack: Attack, seed: int, halves: int) -> float:
    return _played(attack, 10 * seed, halves, frozenset()).figure


def _played(attack: Attack, seed: int, halves: int, without: frozenset[str]) -> Estimate:
    """Learn in two shadow worlds, and tell how often that is right in two others."""
    tasks = [
        _Task(Twin(seed + pair, world, 1, without, budgets=True), attack, halves)
        for pair in (0, 1)
        for world in (0, 1)
    ]
    found = side_by_side(_answers, tasks)
    shadow, attacked = (_stacked(found[begin : begin + 2]) for begin in (0, 2))
    centre, scale = shadow[0].mean(axis=0), shadow[0].std(axis=0) + 1e-9
    known, unknown = ((each - centre) / scale for each in (shadow[0], attacked[0]))
    weights = np.linalg.solve(known.T @ known + _RIDGE * np.eye(KINDS), known.T @ (shadow[1] - 0.5))
    return balanced_accuracy(unknown @ weights > 0, attacked[1])


def _stacked(found: list[Heard]) -> Heard:
    return np.concatenate([each for each, _ in found]), np.concatenate([bits for _, bits in found])


def _answers(task: _Task) -> Heard:
    """Give the mean answer of each kind for each target, and the truth."""
    with entered(task.twin) as scene:
        (targets,) = scene.rounds
        asked = []
        for _ in range(task.halves):
            half, steps = drawn_half(scene.random), lattice(scene, targets)
            asked.append([kind.ask(scene, targets, half=half, steps=steps) for kind in task.attack])
        return np.asarray(np.mean(asked, axis=0)).T, scene.bits

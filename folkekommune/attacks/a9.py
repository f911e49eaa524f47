"""A9: a column with one person in it.

Two columns mark a dozen people of each district; only the target is in both. Their product makes a variable
that is her value for her, and for everybody else something the attacker knows. Its sum less what he knows
is hers. He asks once, and (A9b) as often as a day's budget lets him, with other fillings.

Of one question it is counted how often he is far off. The mean of many answers is seldom far off even where
it tells nothing, because it lies near the middle; so of A9b it is counted how often he can tell whether the
value is high or low, as a guess does for one half.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scores, Twin, codes_of, mean_shown
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.worlds import DISTRICTS
from folkekommune.attacks.worth import RANGE, Valued, valued

NAME = "A9"
_DEFENCES = frozenset({"people_layer", "condition_layer", "made_up", "counterfactuals"})
_FAR = 0.3
_BESIDE = 10
"""Others of each district that each column marks."""


def attack(*, quick: bool) -> list[Figure]:
    """Attack with one filling, and with many."""
    sizes = (2, 1) if quick else (5, 1)
    unit = "share of values missed by 0.3 of the range or more"
    once = Row(NAME, unit, "stand-ins and noise of sums", ">= 0.8", sizes, 91, "one filling")
    often = Row(
        f"{NAME}b",
        "share of values told to be high or low",
        "stand-ins, noise of sums and budget of made-up divisions",
        "<= 0.6",
        sizes,
        95,
        "19 fillings",
    )
    return [
        two_ways(once, partial(_judged, fillings=1, judge=_far_off), quick=quick),
        two_ways(often, partial(_judged, fillings=19, judge=_on_the_right_side), quick=quick),
    ]


def _judged(way: Way, fillings: int, judge: Callable[[Scores, Scores], NDArray[np.bool_]]) -> Told:
    off = frozenset() if way.defended else _DEFENCES
    hits = size = 0
    for number in range(way.size):
        with valued(Twin(10 * way.seed + number, 0, 1, off, budgets=True)) as world:
            (targets,) = world.scene.rounds
            found = judge(_worked_out(world, targets, fillings), world.value[targets])
        hits, size = hits + int(found.sum()), size + len(found)
    return hits, size


def _far_off(guess: Scores, value: Scores) -> NDArray[np.bool_]:
    return np.asarray(np.abs(guess - value) >= _FAR * RANGE)


def _on_the_right_side(guess: Scores, value: Scores) -> NDArray[np.bool_]:
    return np.asarray((guess > RANGE / 2) == (value > RANGE / 2))


def _worked_out(world: Valued, targets: NDArray[np.int64], fillings: int) -> Scores:
    scene = world.scene
    others = np.setdiff1d(np.arange(len(scene.secret)), targets)
    beside = [
        scene.random.choice(others[scene.known.district[others] == district], 2 * _BESIDE, replace=False)
        for district in range(1, DISTRICTS + 1)
    ]
    columns = "\n".join(
        f"generate {name} = {_among(world, np.concatenate([targets, *(each[chosen] for each in beside)]))}"
        for name, chosen in (("one", slice(0, _BESIDE)), ("two", slice(_BESIDE, None)))
    )
    size = np.bincount(scene.known.district, minlength=DISTRICTS + 1)[1:]
    found = []
    for _ in range(fillings):
        half = drawn_half(scene.random)
        filled = half.holds(scene.known)
        filled[targets] = False
        known = RANGE * np.bincount(scene.known.district[filled], minlength=DISTRICTS + 1)[1:]
        script = (
            f"{columns}\ngenerate half = {half.condition}\n"
            f"generate hers = value * one * two + {RANGE:g} * half * (1 - one * two)"
        )
        found.append(size * world.means("hers", before=script) - known)
    return mean_shown(found)


def _among(world: Valued, persons: NDArray[np.int64]) -> str:
    codes = sorted(set(codes_of(world.scene.known, persons).tolist()))
    return f"inlist(code, {', '.join(str(code) for code in codes)})"

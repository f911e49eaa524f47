"""A mixture that was answered in silence of another question is told no more of for that (record 28)."""

from __future__ import annotations

import numpy as np
import pytest

from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.twins import Scene, Twin, entered, lattice, they
from folkekommune.attacks.worlds import DISTRICTS

pytestmark = pytest.mark.slow


def asked_about_targets(scene: Scene) -> np.ndarray:
    """Ask for a half without the targets and those of them with the trait; give what it is beyond the half.

    Asked first is the same without ninety others of each district, which comes to this mixture in silence.
    """
    (targets,) = scene.rounds
    beyond = []
    for _ in range(4):
        half, steps, she = drawn_half(scene.random), lattice(scene, targets), they(scene.known, targets)
        mixture = f"(({half.condition}) & !{she}) | ({she} & secret == 1)"
        scene.by_district(f"({mixture}) & more == 0", before=steps.script)
        inside = half.holds(scene.known)
        inside[targets] = False
        known = np.bincount(scene.known.district[inside], minlength=DISTRICTS + 1)[1:]
        beyond.append(scene.by_district(mixture, before=steps.script) - known)
    return np.array(beyond)


def test_who_asks_for_it_aloud_is_told_the_same_whether_she_has_the_trait_or_not() -> None:
    answers = {}
    for world in (0, 1):
        with entered(Twin(221, world, 1)) as scene:
            answers[world] = asked_about_targets(scene)
    assert not np.isnan(answers[0]).any()
    # The targets' traits are complementary in the two worlds: nothing of them may reach an answer.
    np.testing.assert_array_equal(answers[0], answers[1])

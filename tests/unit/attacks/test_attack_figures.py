"""How far an attacker got: scored so that always wrong is as good as always right."""

from __future__ import annotations

import numpy as np
import pytest

from folkekommune.attacks.a4 import rewrites_of
from folkekommune.attacks.canaries import hatch
from folkekommune.attacks.figure import Figure
from folkekommune.attacks.random_scripts import random_script
from folkekommune.attacks.statistics import balanced_accuracy
from folkekommune.attacks.worlds import people, twin_secrets

_TRUE = np.array([True, True, True, True, False, False])


@pytest.mark.parametrize(
    ("guessed", "score"),
    [
        (_TRUE, 1.0),
        (~_TRUE, 1.0),
        (np.ones(6, dtype=bool), 0.5),
        # Three of four and one of two: the mean of 0.75 and 0.5.
        (np.array([True, True, True, False, True, False]), 0.625),
    ],
)
def test_accuracy_is_balanced_and_symmetric(guessed: np.ndarray, score: float) -> None:
    assert balanced_accuracy(guessed, _TRUE).figure == pytest.approx(score)


@pytest.mark.parametrize(
    ("judged", "without", "holds"),
    [(0.54, 0.8, True), (0.56, 0.8, False), (0.54, 0.54, False)],
    ids=["defended", "broken", "shows-nothing"],
)
def test_a_figure_holds_only_when_the_defence_is_needed_too(
    judged: float, without: float, *, holds: bool
) -> None:
    row = Figure("A", 0.5, "accuracy", "rule", "<= 0.55", (), (0.45, judged), judged, without)
    assert row.holds is holds
    assert {
        "name",
        "figure",
        "unit",
        "against",
        "limit",
        "holds",
        "runs",
        "machine",
        "note",
    } <= row.as_data().keys()


def test_targets_are_alone_and_have_complementary_secrets() -> None:
    random = np.random.default_rng(3)
    known = people(random, 2_000)
    first, second = twin_secrets(random, known)
    alike = list(zip(known.month, known.sex, known.district, strict=True))
    assert all(alike.count(alike[target]) == 1 for target in known.targets[:20])
    assert first[known.targets].sum() == 1_000
    assert ((first + second)[known.targets] == 1).all()
    others = np.setdiff1d(np.arange(len(first)), known.targets)
    assert (first[others] == second[others]).all()


def test_rewrites_are_all_different() -> None:
    assert len(set(rewrites_of(9, 200, np.random.default_rng(3)))) == 200


def test_canaries_are_seen_where_they_are_and_in_no_script() -> None:
    random = np.random.default_rng(3)
    canaries = hatch(random)
    keys = np.array([-1234567890123456789], dtype=np.int64)
    canaries = canaries.joined_by(keys)
    note, number = canaries.attributes["NOTE"].values[0], canaries.attributes["NUMBER"].values[0]
    assert canaries.seen_in(f'{{"a": "{note}", "b": {number}}} 1234567890123456789 12.5') == {
        note,
        str(number)[:10],
        "1234567890",
    }
    assert not canaries.seen_in("\n".join(random_script(random) for _ in range(500)))

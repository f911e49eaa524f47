"""Checks of spells: their days, the same row twice, and what cannot hold twice at a time."""

from __future__ import annotations

import numpy as np

from folkekommune.ingest.quality.memory import STRETCH, Stretches


def stretches(*rows: tuple[int, int, int]) -> np.ndarray:
    return np.array(list(rows), dtype=STRETCH)


def test_a_spell_that_begins_while_another_of_its_key_holds_is_counted():
    met = Stretches()
    assert met.meet(stretches((1, 0, 10), (1, 10, 20), (1, 21, 30))) == 1


def test_spells_of_other_keys_do_not_overlap_each_other():
    assert Stretches().meet(stretches((1, 0, 10), (2, 5, 6), (3, -400, 9))) == 0


def test_a_long_spell_reaches_beyond_a_short_one_that_began_after_it():
    assert Stretches().meet(stretches((1, 0, 100), (1, 10, 20), (1, 50, 60))) == 2


def test_an_overlap_with_an_earlier_batch_is_found_and_counted_once():
    met = Stretches()
    assert met.meet(stretches((7, 0, np.iinfo(np.int64).max))) == 0
    assert met.meet(stretches((7, 3650, 3660), (8, 3650, 3660))) == 1
    assert met.meet(stretches((9, 0, 1))) == 0

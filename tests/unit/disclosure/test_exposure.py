"""Counters of small cells: by project, kept between openings, cleared by a steward."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from folkekommune.disclosure.exposure import Exposure
from folkekommune.keys import Keys, SealBrokenError

KEYS = Keys(b"e" * 32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger" / "exposure.sqlite"


def persons(*numbers: int) -> NDArray[np.uint64]:
    """Give keys that are spread as those of persons are."""
    return np.array(numbers, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def test_nobody_is_exposed_at_first(file: Path) -> None:
    assert Exposure(file, KEYS).most("p") == 0


def test_small_cells_add_up_over_questions_and_openings(file: Path) -> None:
    Exposure(file, KEYS).add("p", persons(1, 1, 1, 2))
    Exposure(file, KEYS).add("p", persons(1, 1, 3))
    assert Exposure(file, KEYS).most("p") == 5


def test_projects_are_counted_apart_and_cleared_apart(file: Path) -> None:
    exposure = Exposure(file, KEYS)
    exposure.add("p", persons(*[1] * 7))
    exposure.add("q", persons(1, 1))
    exposure.clear("p")
    assert (exposure.most("p"), exposure.most("q")) == (0, 2)


def test_a_counter_never_turns_over(file: Path) -> None:
    exposure = Exposure(file, KEYS)
    exposure.add("p", persons(*[1] * 70_000))
    exposure.add("p", persons(*[1] * 70_000))
    assert exposure.most("p") == 65_535


def test_each_is_counted_for_herself(file: Path) -> None:
    """Of fifty thousand persons once each and one of them forty times more, the most is 41."""
    everybody = persons(*range(1, 50_001))
    exposure = Exposure(file, KEYS)
    exposure.add("p", everybody)
    exposure.add("p", np.repeat(everybody[17], 40))
    assert exposure.most("p") == 41


def test_what_is_kept_is_sealed(file: Path) -> None:
    Exposure(file, KEYS).add("project-name", persons(1))
    assert not [each for each in file.parent.iterdir() if b"project-name" in each.read_bytes()]
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE exposure SET sealed = zeroblob(40)")
    connection.close()
    with pytest.raises(SealBrokenError):
        Exposure(file, KEYS).most("project-name")

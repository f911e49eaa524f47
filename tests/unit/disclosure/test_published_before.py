"""A cube cell of nearly the same people keeps what was published of it (disclosure-rules.md section 2)."""

from __future__ import annotations

import numpy as np
import pytest

from folkekommune.disclosure.cube_places import CubePlace
from folkekommune.disclosure.evidence import Coordinate, gather
from folkekommune.disclosure.ledger import PublishedCell
from folkekommune.disclosure.nearness import Nearness
from folkekommune.disclosure.noise import NoiseKey
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.shares import CubeContext, CubeCount, cube_count
from folkekommune.query.engine import Cells

SIZE = 200
PLACE = CubePlace(None, 2020, None, (Coordinate(0), Coordinate(3), Coordinate(0), Coordinate(4)))


def counted(persons: int, history: dict[str, PublishedCell], identity: str) -> CubeCount:
    """Count the cases of a municipality of so many persons; person i has bit i mod 64."""
    keys = np.arange(persons, dtype=np.uint64)
    cells = Cells(
        parts=np.ones(persons, np.int64),
        mask=np.zeros(persons, np.int64),
        coordinates=tuple((value,) * persons for value in (1.0, "4601", "460101", 2020.0, 1.0)),
        units=np.ones(persons, np.int64),
        persons=np.ones(persons, np.int64),
        fingerprint=keys * np.uint64(0x9E3779B97F4A7C15),
        sketch=np.uint64(1) << (keys % np.uint64(64)),
    )
    categories = ((1.0, 0.0), ("4601",), ("460101",), (2020.0,), (1.0, 2.0))
    evidence = gather(cells, categories, grant=1, conditions=0)
    nearness = Nearness(10, 0, NoiseKey(b"audit"))
    key = NoiseKey(identity.encode())
    return cube_count(CubeContext(evidence, 0, key, load_policy(), history, nearness), "name", PLACE, 0)


@pytest.mark.parametrize("more", [0, 1, 9])
def test_a_few_children_more_change_nothing(more: int) -> None:
    first = counted(SIZE, {}, "first")
    history = {
        "name": PublishedCell(
            "spring", first.people.fingerprint, first.people.count, first.count + 77, first.people.sketch
        )
    }
    assert counted(SIZE + more, history, "second").count == first.count + 77


def test_so_many_more_make_another_cell() -> None:
    first = counted(SIZE, {}, "first")
    people = first.people
    history = {"name": PublishedCell("spring", people.fingerprint, people.count, 999, people.sketch)}
    assert abs(counted(SIZE + 10, history, "second").count - (SIZE + 10)) <= 5

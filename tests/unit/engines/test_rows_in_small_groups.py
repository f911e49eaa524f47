"""Rows of small groups: those whose values few have, missing among them, from both engines alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.query.engine import RowsRequest

SEX = [1, 1, 1, 2, 2, None, None, 1]
PLACE = ["a", "a", "a", "a", None, None, None, "b"]


@pytest.mark.parametrize(("few", "units"), [(1, [3, 4, 7]), (2, [3, 4, 5, 6, 7]), (3, list(range(8)))])
def test_rows_of_groups_of_at_most_so_many(tmp_path: Path, few: int, units: list[int]) -> None:
    """By hand: (1, a) has three, (missing, missing) two; (2, a), (2, missing) and (1, b) have one each."""
    world = (
        World.of(8)
        .add("all", [1] * 8)
        .add("sex", SEX, codes=(1, 2))
        .add("place", PLACE, kind=ValueType.STRING)
    )
    dataset = world.dataset("all", "sex", "place")
    everybody = world.reference().rows(RowsRequest(dataset, ("sex", "place")))
    places = {key: place for place, key in enumerate(everybody.keys.tolist())}
    request = RowsRequest(dataset, ("sex", "place"), few=few)
    engine = world.duckdb(tmp_path)
    for found in (world.reference().rows(request), engine.rows(request)):
        kept = [places[key] for key in found.keys.tolist()]
        written = sorted((str(everybody.values[0][n]), str(everybody.values[1][n])) for n in kept)
        expected = sorted(
            (str(float("nan") if SEX[n] is None else float(SEX[n])), str(PLACE[n])) for n in units
        )
        assert written == expected
    engine.close()

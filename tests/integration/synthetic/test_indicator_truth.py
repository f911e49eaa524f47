"""The generating probability of an indicator is what the realised shares scatter around."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.synthetic.losses import Losses
from folkekommune.synthetic.sizes import choose_size
from folkekommune.synthetic.source import Source
from folkekommune.synthetic.truth.indicators import IndicatorTruth
from folkekommune.synthetic.world import make_world

PACKAGE = shipped_folder() / "helseprofil"
WILSON = 1.959964


@pytest.fixture(scope="module")
def cells(tmp_path_factory) -> list[dict[str, str]]:
    """Everyone in three municipalities, to the age of four: about as many as half of Bergen."""
    source = Source(PACKAGE / "synthetic")
    size = choose_size(source, "eleven", municipalities=("4631", "4624", "4627"))
    world = make_world(77, source, load_package(PACKAGE).databank, size)
    losses = Losses(
        world.seed,
        world.questionnaire,
        databank=world.databank,
        settings=world.models.settings["missing"],
        units=world.places.units,
        children=len(world.children),
    )
    sheet = world.sheet()
    truth_of = IndicatorTruth(
        source.settings("indicators.toml")["indicators"],
        models=world.models,
        standing=world.standing,
        overweight=sheet.overweight,
        relations=world.relations,
        places=world.places,
    )
    for visits, rows, truth in world.attended(sheet):
        truth_of.add(visits, rows, truth=truth, cells=losses.lose(visits, truth))
        if visits.occasion.name == "A4":
            break
    file: Path = tmp_path_factory.mktemp("truth") / "indicators.csv"
    truth_of.write(file)
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def wilson(cases: int, size: int) -> tuple[float, float]:
    share, z = cases / size, WILSON
    middle = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2)) / (1 + z**2 / size)
    return middle - half, middle + half


def test_over_all_years_the_cases_are_as_many_as_expected(cells):
    total: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(3))
    for row in cells:
        if row["sex"] != "0":
            size, expected = int(row["attended"]), float(row["expected"])
            total[row["indicator"]] += (int(row["cases"]), expected, expected * (1 - expected / size))
    assert set(total) == {"fullamming_6uker", "fullamming_6mnd", "sovn_problem_6mnd", "overvekt_4aar"}
    for name, (cases, expected, variance) in total.items():
        assert abs(cases - expected) < 4 * np.sqrt(variance), name


@pytest.mark.parametrize("what", ["cases", "cases_left"])
def test_intervals_hold_the_generating_probability_as_often_as_they_should(cells, what):
    """Cells with at least 15 expected on either side, as the issue asks; sexes apart, so none is in twice."""
    held = []
    for row in cells:
        size, expected = int(row["attended"]), float(row["expected"])
        if row["sex"] == "0" or min(expected, size - expected) < 15:
            continue
        counted = int(row["counted" if what == "cases" else "counted_left"])
        low, high = wilson(int(row[what]), counted)
        held.append(low <= float(row["generating_probability"]) <= high)
    assert len(held) > 200
    # 95 %, four standard deviations of its own to each side.
    assert abs(np.mean(held) - 0.95) < 4 * np.sqrt(0.95 * 0.05 / len(held))


def test_what_is_lost_is_lost_without_regard_to_the_answer(cells):
    share = defaultdict(lambda: np.zeros(4))
    for row in cells:
        if row["sex"] == "0":
            share[row["indicator"]] += [
                int(row[k]) for k in ("cases", "counted", "cases_left", "counted_left")
            ]
    for name, (cases, counted, cases_left, left) in share.items():
        assert 0.85 < left / counted < 0.98, name
        assert cases_left / left == pytest.approx(cases / counted, abs=0.01), name

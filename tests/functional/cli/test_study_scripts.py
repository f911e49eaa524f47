"""Scripts that ship with a databank run on its release, and the bench of usefulness asks what it means to."""

from __future__ import annotations

from pathlib import Path

import pytest
from tracked_files import ROOT

from folkekommune.bench import utility_measured
from folkekommune.bench.utility_answers import noise, shares
from folkekommune.bench.utility_doors import Asked, Made, two_doors
from folkekommune.bench.utility_measured import measure_installation
from folkekommune.bench.utility_planted import Planted
from folkekommune.bench.utility_questions import POOLED, noise_scripts, studies, table_questions
from folkekommune.disclosure.results import SafeTable

pytestmark = pytest.mark.xdist_group("command-line")

SCRIPTS = sorted((ROOT / "databanks").glob("*/scripts/*.txt"))


@pytest.fixture(scope="module")
def doors(walk, tmp_path_factory: pytest.TempPathFactory):
    """Open both doors to the 200 children of the command-line tests."""
    with two_doors(Made("tiny", walk.folder), tmp_path_factory.mktemp("doors")) as doors:
        yield doors


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_that_ships_runs_on_the_release(doors: tuple[Asked, Asked], script: Path):
    """Without faults: a question that has any raises."""
    plain, _ = doors
    results = plain.run(script.read_text(encoding="utf-8"), script.stem)
    assert isinstance(results[0], SafeTable)


def test_the_studies_that_ship_are_those_that_are_judged():
    named = {study.script for study in studies()}
    assert named < {script.name for script in SCRIPTS}


def test_the_unprotected_door_tells_every_child(doors: tuple[Asked, Asked], walk):
    """Of 200 children, shares in shorter periods rest on the same children as in longer ones."""
    plain, protected = doors
    (question,) = (q for q in table_questions() if q.name == "feeding-by-sex" and q.occasion == "U6")
    sums = []
    for years in POOLED:
        (result,) = plain.run(question.script(years), question.name)
        exact = [answer.exact for answer in shares(result).values()]
        sums.append((sum(cases for cases, _ in exact), sum(others for _, others in exact)))
        # 200 children are fewer than any population the product answers about.
        (refused,) = protected.run(question.script(years), question.name)
        assert shares(refused) == {}
    assert sums[0] == sums[1] == sums[2]
    assert 50 < sum(sums[0]) <= 200


def test_noise_of_an_unprotected_answer_is_none(doors: tuple[Asked, Asked]):
    plain, _ = doors
    item, script = next(iter(noise_scripts("apart").items()))
    (answer,) = plain.run(script, item)
    found = list(noise(answer, answer, 1))
    assert found
    assert {each.persons for each in found} == {0}


@pytest.mark.slow
def test_a_small_installation_is_measured_whole(walk, monkeypatch):
    """200 children are fewer than the product answers about: everything is refused, and told so."""
    monkeypatch.setattr(utility_measured, "noise_scripts", lambda _: {})
    data = measure_installation(Made("tiny", walk.folder))
    assert data["children"] == 200
    assert data["figures"]["refused"]["figure"] == 100
    assert data["figures"]["recovered"]["figure"] == 0
    assert [study["expected"] for study in data["studies"]] == [
        Planted().weight_difference(),
        Planted().overweight_odds(),
        Planted().behaviour_odds(),
    ]

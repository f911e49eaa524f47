"""Production takes the standard policy or a stricter one, whatever is asked of it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from command_line import Said, ask

pytestmark = pytest.mark.xdist_group("command-line")

VOLUME = '\n[volume]\nanswered_for = "The disk is encrypted by its own controller"\n'


def produce(home: Path) -> Path:
    """Let an installation be one of production."""
    file = home / "folkekommune.toml"
    written = file.read_text(encoding="utf-8").replace('mode = "test"', 'mode = "production"')
    file.write_text(written + VOLUME, encoding="utf-8")
    return home


def answers(home: Path, script: Path) -> list[Said]:
    """Give the commands that would make a protected result."""
    return [ask("run", script, "--format", "json", home=home), ask("quality", "--format", "json", home=home)]


@pytest.mark.parametrize(
    "limits",
    [
        {"floors__band": 4},
        {"noise__kappa": 0.5},
        {"tables__band_share": 0.6},
        {"secondary__outside": "noise_only"},
        {"budget__cells": 20001},
    ],
    ids=lambda limits: next(iter(limits)),
)
def test_production_refuses_a_laxer_policy_before_anything_is_answered(walk, with_policy, limits):
    home = produce(with_policy(**limits))
    for said in answers(home, walk.script):
        assert said.code == 2
        assert "laxer than the standard" in said.err
        assert said.out == ""


def test_a_limit_that_is_no_number_is_refused_everywhere(walk, with_policy):
    """Nothing is smaller or larger than nan, so no comparison would find it laxer."""
    home = with_policy(tables__band_share=math.nan)
    file = home / "trial.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("NaN", "nan"), encoding="utf-8")
    for at in (home, produce(home)):
        said = ask("run", walk.script, home=at)
        assert said.code == 3
        assert "tables.band_share" in said.err


def test_production_takes_a_stricter_policy(walk, with_policy):
    """The population of 200 children is under the floor: a refusal by the rules, not a fault."""
    said = ask("run", walk.script, "--format", "json", home=produce(with_policy(floors__band=6)))
    assert said.code == 4
    results = said.data["results"]
    assert {each["protection"]["policy"] for each in results if each.get("protection")} == {"trial-1"}

"""The door without protection has no noise, hides nothing, and is for made-up persons alone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from folkekommune.bench import utility_doors
from folkekommune.bench.utility_doors import Made, QuestionError, two_doors, unprotected
from folkekommune.disclosure.counts import cube_table, research_table
from folkekommune.disclosure.policy import load_policy
from folkekommune.settings import Mode


@pytest.mark.parametrize("table", [research_table, cube_table])
def test_counts_have_no_noise(table):
    assert {table(unprotected()).draw(30, place) for place in range(0, 2**16, 101)} == {0}
    assert len({table(load_policy()).draw(30, place) for place in range(0, 2**16, 101)}) > 1


def test_nothing_is_hidden_or_left_out_for_being_few():
    policy = unprotected()
    assert set(vars(policy.floors).values()) == {0}
    assert (policy.low_effect.limit, policy.low_effect.fuzz) == (0, 0)
    assert (policy.model.noise, policy.model.drop_most) == (0, 0)
    assert not policy.at_least_as_strict_as(load_policy())


def test_an_installation_that_may_hold_real_persons_has_no_such_door(tmp_path, monkeypatch):
    real = SimpleNamespace(installation=SimpleNamespace(mode=Mode.PRODUCTION))
    monkeypatch.setattr(utility_doors, "open_wiring", lambda _: real)
    with pytest.raises(QuestionError), two_doors(Made("tiny", tmp_path), tmp_path):
        pass

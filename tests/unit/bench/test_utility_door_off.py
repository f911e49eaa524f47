"""The unprotected door has everything off that the product can do."""

from __future__ import annotations

import re

from tracked_files import texts

from folkekommune.bench.utility_doors import DEFENCES, unprotected


def test_every_defence_that_can_be_switched_off_is_off():
    asked_for = re.compile(r'"(\w+)" (?:not )?in (?:\w+\.)*(?:switched_off|off)\b')
    found = {
        name
        for folder in ("folkekommune/disclosure/", "folkekommune/analysis/")
        for _, content in texts(".py", under=folder)
        for name in asked_for.findall(content)
    }
    assert found == DEFENCES
    assert unprotected().switched_off == DEFENCES


def test_nothing_is_hidden_for_being_few():
    policy = unprotected()
    assert set(vars(policy.floors).values()) == {0}
    assert policy.model.noise == 0

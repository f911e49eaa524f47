"""Which record system each municipality has: the demonstration shows every shape."""

from __future__ import annotations

from collections import Counter

import pytest

from folkekommune.catalogue.packages import shipped_folder
from folkekommune.synthetic.questionnaire.items import load_questionnaire
from folkekommune.synthetic.sizes import choose_size
from folkekommune.synthetic.source import Source
from folkekommune.synthetic.systems import record_systems

SOURCE = Source(shipped_folder() / "helseprofil" / "synthetic")
QUESTIONNAIRE = load_questionnaire(SOURCE)


def test_the_demonstration_has_five_very_different_exports():
    systems = record_systems(choose_size(SOURCE, "small"), QUESTIONNAIRE)
    assert [(system.municipality, system.shape) for system in systems] == [
        ("4601", "A"),
        ("4601", "D"),
        ("4624", "B"),
        ("4624", "E"),
        ("4631", "C"),
    ]


@pytest.mark.parametrize("size", ["small", "bergen", "bergen_tenth", "practice"])
def test_every_occasion_has_one_system_in_each_municipality(size):
    systems = record_systems(choose_size(SOURCE, size), QUESTIONNAIRE)
    used = Counter((system.municipality, name) for system in systems for name in system.occasions)
    municipalities = {system.municipality for system in systems}
    assert used == {(place, one.name): 1 for place in municipalities for one in QUESTIONNAIRE.occasions}

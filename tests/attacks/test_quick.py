"""The quick selection of attacks, once each: under its limit, and over it without its defences."""

from __future__ import annotations

import pytest

from folkekommune.attacks import attacks

QUICK = ("A1", "A4", "A8", "A10", "A11", "A14", "A16", "A19", "A20", "A21")
"""Those that take seconds and are defended; ``make attack`` runs all of them."""

SLOWER = ("A13",)
"""Also defended, in the better part of a minute."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [*QUICK, *(pytest.param(name, marks=pytest.mark.thorough) for name in SLOWER)]
)
def test_an_attack_is_held_off_by_its_named_defences_and_by_nothing_else(name: str) -> None:
    figures = attacks()[name](quick=True)
    assert figures
    for figure in figures:
        assert figure.defended, figure
        assert figure.shows, figure

"""A run on real data held against the practice of the same script, command by command."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.services.practice.difference import Difference, differences
from folkekommune.services.stored_runs import StoredRun


@dataclass(frozen=True)
class ComparedForm:
    """How the result of a command differs in form from practice.

    :param place: of the command among those that were run, from nought, :param line: of the script.
    """

    place: int
    line: int
    differences: tuple[Difference, ...]


def forms_compared(practised: StoredRun, real: StoredRun) -> tuple[ComparedForm, ...]:
    """Hold the results of the same script against each other, where their forms differ.

    Commands stand in the same order in both; one that was not run because an earlier one was refused is told
    as such.
    """
    found = []
    for place, before in enumerate(practised.results):
        if before.safe is None:
            continue
        after = real.results[place].safe if place < len(real.results) else None
        if different := differences(before.safe, after):
            found.append(ComparedForm(place, before.line, different))
    return tuple(found)

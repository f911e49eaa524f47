"""A33: count and model together.

A linear model with a constant passes through the means of its variables: from its coefficients and what the
attacker knows of everybody he works out how many of a district have the secret. Each of fifteen halves,
beside the month of birth, gives a model with noise of its own; he averages them with the count of the table
and rounds. Without: models in which nobody is left out and no coefficient has noise.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.groups import drawn_half
from folkekommune.attacks.interface import Interface, counts_of, drawn_keys, open_interface
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.worlds import DISTRICTS, People, attributes_of, people, twin_secrets, write_release
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.results import SafeAnalysis

NAME = "A33"
_MODELS, _MIDDLE = 15, 126
_LARGE = 330
"""Districts of so many people pass the floor of populations."""


def attack(*, quick: bool) -> list[Figure]:
    """Attack the counts of some districts."""
    row = Row(
        NAME,
        "share of exact n",
        "people left out of models, and noise of coefficients",
        "<= 0.45",
        (5, 2) if quick else (25, 4),
        331,
        f"a count and {_MODELS} models",
    )
    return [two_ways(row, _exact, quick=quick)]


def _exact(way: Way) -> Told:
    random = np.random.default_rng(way.seed)
    known = people(random, DISTRICTS)
    secret, _ = twin_secrets(random, known)
    policy = load_policy()
    if not way.defended:
        policy = replace(policy, model=replace(policy.model, drop_least=0, drop_most=0, noise=0.0, digits=12))
    districts = np.flatnonzero(np.bincount(known.district) >= _LARGE)[: way.size]
    right = 0
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes_of(known, secret), random)
        interface = open_interface(release, Path(folder), keys=drawn_keys(random), policy=policy)
        (table,) = interface.tables("tabulate district secret")
        for district in districts:
            said = [_by_model(interface, known, int(district), random) for _ in range(_MODELS)]
            if way.defended:
                said.append(float(counts_of(table)[int(district), 1]))
            right += round(float(np.nanmean(said))) == int(secret[known.district == district].sum())
    return right, len(districts)


def _by_model(interface: Interface, known: People, district: int, random: np.random.Generator) -> float:
    """Work out how many have the secret from one model; not a number where it was refused."""
    half, here = drawn_half(random), known.district == district
    run = interface.run(
        f"generate half = ({half.condition}) - 0.5\ngenerate old = month - {_MIDDLE}\n"
        f"regress secret half old if district == {district}"
    )
    found = run.results[-1].result if run.results else None
    if not isinstance(found, SafeAnalysis):
        return float("nan")
    texts = [dict(row.values)["models.coefficient"].text for row in found.sections[0].rows]
    if None in texts:
        return float("nan")
    first, second, constant = (float(text or 0) for text in texts)
    means = half.holds(known)[here].mean() - 0.5, known.month[here].mean() - _MIDDLE
    return float(here.sum() * (constant + first * means[0] + second * means[1]))

"""A16: what stands in the data of an answer.

Every number in the plain data of summaries, tables and charts is held against the values of the release,
which have more digits than any answer, and every count against the smallest that is shown. Without:
percentiles that are not the mean of neighbours and are written in full, and no band.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.interface import drawn_keys, open_interface
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.worlds import (
    DISTRICTS,
    Attribute,
    attributes_of,
    people,
    twin_secrets,
    write_release,
)
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.policy import load_policy
from folkekommune.services.run_report import run_as_data

NAME = "A16"
_FORMS = (
    "summarize value if district != {district}",
    "tabulate sex if district < {district}, summarize(value)",
    "generate part = floor(value / 10)\ntabulate part sex if district != {district}",
    "tabulate month sex if district <= {district}",
    "histogram value if district != {district}",
    "boxplot value if district != {district}",
    "boxplot value, over(sex)",
    "hexbin value month if district != {district}",
    "barchart (mean) value if district != {district}, over(sex)",
)
"""A command the language does not have yet is a fault, and says nothing."""

_DIGITS = 5
_SHARP, _FULL = 0, 12


def attack(*, quick: bool) -> list[Figure]:
    """Search what is answered."""
    row = Row(
        NAME,
        "share of answers that hold a value of the data or a count under five",
        "means of neighbours, rounding and band",
        "<= 0",
        (1, 1) if quick else (8, 2),
        161,
        f"{len(_FORMS)} forms, charts where the language has them",
    )
    return [two_ways(row, _caught, quick=quick)]


def _caught(way: Way) -> Told:
    random = np.random.default_rng(way.seed)
    known = people(random, DISTRICTS)
    secret, _ = twin_secrets(random, known)
    value = np.round(random.normal(50, 15, len(secret)), _DIGITS)
    attributes = attributes_of(known, secret) | {"VALUE": Attribute(ValueType.DECIMAL, value)}
    policy = load_policy()
    if not way.defended:
        policy = replace(
            policy,
            percentiles=replace(policy.percentiles, neighbours=_SHARP, digits=_FULL),
            floors=replace(policy.floors, band=0, hard=0),
            tables=replace(policy.tables, band_share=1.0),
        )
    values = {float(each) for each in value}
    caught = answered = 0
    with tempfile.TemporaryDirectory() as folder:
        release = write_release(Path(folder) / "release", attributes, random)
        interface = open_interface(release, Path(folder), keys=drawn_keys(random), policy=policy)
        for district in random.choice(np.arange(10, DISTRICTS), way.size, replace=False):
            for form in _FORMS:
                run = interface.run(form.format(district=district))
                if run.faults or run.refused:
                    continue
                answered += 1
                data = [each["data"] for each in run_as_data(run, "nb")["results"]]
                caught += any(_tells(number, name, values) for name, number in _numbers(data))
    return caught, answered


def _tells(number: float, name: str, values: set[float]) -> bool:
    return number in values or (name in {"freq", "count"} and 0 < number < load_policy().floors.band)


def _numbers(data: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Give every number, and what it is called: by its key, or by the word before it in a pair."""
    if isinstance(data, dict):
        for key, each in data.items():
            yield from _numbers(each, name if key in {"text", "lower", "upper"} else str(key))
    elif isinstance(data, list):
        named = len(data) == 2 and isinstance(data[0], str)  # noqa: PLR2004  (a pair)
        for each in data[1:] if named else data:
            yield from _numbers(each, data[0] if named else name)
    elif isinstance(data, (int, float, str)) and not isinstance(data, bool):
        try:
            yield name, float(json.loads(data) if isinstance(data, str) else data)
        except (ValueError, TypeError):
            return

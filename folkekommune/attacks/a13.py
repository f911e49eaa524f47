"""A13: what is refused.

The attacker looks only at whether an answer came, and if not, by which rule. He asks what stands at the edge
of being refused: tiny populations, edits of one row, arithmetic that fails for one person, sums that one
person dominates, tables with too many small cells. Targets have the secret in one world and lack it in
its twin; the twins share all keys.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure
from folkekommune.attacks.interface import Interface, WrapEngine, drawn_keys, open_interface
from folkekommune.attacks.twins import CODE, Twin, codes_of, invented
from folkekommune.attacks.two_ways import Row, Told, Way, two_ways
from folkekommune.attacks.untotal import UntotalEngine
from folkekommune.attacks.worlds import People, attributes_of, write_release
from folkekommune.disclosure.results import Refusal

NAME = "A13"
_FORMS = (
    "keep if code == {code} & secret == 1\ntabulate sex",
    "keep if code != {code} | secret == 1\ntabulate sex",
    "replace secret = 9 if code == {code}\ntabulate secret",
    "drop if code == {code} & secret == 0\ntabulate district",
    "generate y = 1 / (secret - 1 + 2 * abs(code - {code}))\nsummarize y",
    "tabulate month district if secret == 1",
    "generate only = secret * (code == {code})\nsummarize only",
    "generate only = secret * (code == {code})\ntabulate only sex",
    "keep if district == {district} & month < 230 & (secret == 1 | code != {code})\ntabulate secret",
    "collapse (count) secret -> c (mean) secret -> m, by(code)\nsummarize m if code == {code}",
)


def attack(*, quick: bool) -> list[Figure]:
    """Attack with all defences, and with arithmetic that fails and nothing asked in silence."""
    row = Row(
        NAME,
        "share of pairs of worlds with the same refusals",
        "total arithmetic, and questions in silence",
        ">= 0.95",
        (3, 3) if quick else (20, 8),
        131,
        f"{len(_FORMS)} scripts a target",
    )
    return [two_ways(row, _same_refusals, quick=quick)]


def _same_refusals(way: Way) -> Told:
    worlds = [invented(Twin(way.seed, number, 1)) for number in (0, 1)]
    known, random = worlds[0].known, worlds[0].random
    keys, persons = drawn_keys(random), int(random.integers(0, 2**32))
    interfaces = []
    with tempfile.TemporaryDirectory() as folder:
        for number, world in enumerate(worlds):
            place = Path(folder) / str(number)
            release = write_release(
                place / "release", attributes_of(known, world.secret), np.random.default_rng(persons)
            )
            wrap = None if way.defended else _raising(known, world.secret)
            # Asked in silence with the secret put to yes and to no, arithmetic fails in both worlds alike.
            off = frozenset[str]() if way.defended else frozenset({"counterfactuals"})
            opened = open_interface(release, place, keys=keys, wrap=wrap, without=off)
            interfaces.append(opened.after(CODE))
        targets = worlds[0].rounds[0][: way.size]
        codes = codes_of(known, targets)
        same = 0
        for target, code in zip(targets, codes, strict=True):
            scripts = [form.format(code=code, district=known.district[target]) for form in _FORMS]
            same += len({tuple(_pattern(each, script) for script in scripts) for each in interfaces}) == 1
    return same, len(targets)


def _raising(known: People, secret: NDArray[np.int64]) -> WrapEngine:
    values = {"month": known.month, "sex": known.sex, "district": known.district, "secret": secret}
    return lambda engine: UntotalEngine(
        engine, {name: each.astype(np.float64) for name, each in values.items()}
    )


def _pattern(interface: Interface, script: str) -> tuple[str, ...]:
    """Give what was refused, and by which rule; an exception is what a server would answer 500 for."""
    try:
        run = interface.run(script)
    except ArithmeticError:
        return ("failure",)
    answers = (each.result.rule if isinstance(each.result, Refusal) else "" for each in run.results)
    return (*answers, *(fault.code for fault in run.faults))

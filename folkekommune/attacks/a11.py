"""A11: let the arithmetic fail for one person alone.

The attacker wants to know whether anybody has exactly the value v. He divides by (x - v), takes its
logarithm, overflows, and listens: does the answer become an error, a refusal or a sign? Where nobody has
v, that person has a quarter less in the twin world: any condition the script sets is then met by the same
people in both, and the twins share their noise key, so nothing but a failure can tell the worlds apart.
Key figures of the derived values may differ in their digits, as figures of different data do; all else of
the transcript, tables included, must be the same to the byte. Without total arithmetic (an engine around
the engine that raises where a result is not finite) the worlds can be told apart.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.interface import Interface, WrapEngine, drawn_keys, open_interface
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import share
from folkekommune.attacks.untotal import UntotalEngine
from folkekommune.attacks.worlds import Attribute, attributes_of, people, twin_secrets, write_release
from folkekommune.catalogue.model import ValueType
from folkekommune.services.run_report import run_as_data
from folkekommune.services.scripts import ScriptRun

NAME = "A11"
VALUES = 200
_STEP, _LOWEST = 3.0, 100.0
_FORMS = (
    ("1 / (value - {v})", "y > 0"),
    ("ln(abs(value - {v}))", "y > 0"),
    ("log10(abs(value - {v}))", "y > 0"),
    ("1 / sqrt(abs(value - {v}))", "y < 1"),
    ("abs(value - {v}) ^ (-1)", "y < 1"),
    ("(value - {v}) / (value - {v})", "y > 1"),
    ("int(1000 / (value - {v}))", "y > 0"),
    ("1 / (value - {v}) + 1e300 * 0", "y > 0"),
    ("9223372036854775807 + int(9223372036854775807 / (value - {v}))", "y > 0"),
    ("round(ln((value - {v}) ^ 2), 2)", "y > 0"),
    ("1e400 / (value - {v})", "y > 0"),
    ("exp(1000 / (value - {v}))", "y > 1"),
)
"""What fails at the value alone, and a condition that neither the value nor its twin meets."""


@dataclass(frozen=True)
class _Task:
    """Listen in both worlds while asking about some of the values."""

    places: tuple[int, ...]
    total: bool


def attack(*, quick: bool) -> list[Figure]:
    """Attack with total arithmetic and without it."""
    asked = 24 if quick else VALUES
    halves = [tuple(range(begin, asked, 2)) for begin in (0, 1)]
    tasks = [_Task(half, total) for total in (True, False) for half in halves]
    same = [np.array(each) for each in side_by_side(_same_transcripts, tasks)]
    defended, undefended = np.concatenate(same[:2]), np.concatenate(same[2:])
    return [
        estimated(
            NAME,
            share(defended.sum(), asked),
            share(undefended.sum(), asked),
            unit="share of transcripts that are the same",
            against="total arithmetic",
            limit=">= 1",
            runs=tuple(float(each.mean()) for each in same[:2]),
            note=f"{asked} values in twin worlds, {len(_FORMS)} expressions",
            on_figure=True,
        )
    ]


def _same_transcripts(task: _Task) -> list[bool]:
    random = np.random.default_rng(11)
    known = people(random, VALUES)
    secret, _ = twin_secrets(random, known)
    bits = np.arange(VALUES) % 2 == 0
    wanted = _LOWEST + _STEP * np.arange(VALUES)
    # Everybody else: half steps, which are no target's value and no twin's.
    others = _LOWEST + random.integers(0, int(_STEP * VALUES), len(secret)) + 0.5
    keys, persons = drawn_keys(random), int(random.integers(0, 2**32))
    heard: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for world, holds in enumerate((bits, ~bits)):
            values: NDArray[np.float64] = others.astype(np.float64)
            values[known.targets] = np.where(holds, wanted, wanted - 0.25)
            attributes = attributes_of(known, secret) | {"VALUE": Attribute(ValueType.DECIMAL, values)}
            place = Path(folder) / str(world)
            release = write_release(place / "release", attributes, np.random.default_rng(persons))
            wrap = None if task.total else _raising(values)
            interface = open_interface(release, place, keys=keys, wrap=wrap)
            heard.append([_transcript(interface, at, float(wanted[at])) for at in task.places])
    return [first == second for first, second in zip(*heard, strict=True)]


def _raising(values: NDArray[np.float64]) -> WrapEngine:
    return lambda engine: UntotalEngine(engine, {"value": values})


def _transcript(interface: Interface, place: int, value: float) -> str:
    """Give all that is heard of one script; an exception is what a server would answer 500 for."""
    form, condition = _FORMS[place % len(_FORMS)]
    script = (
        f"generate y = {form.format(v=f'{value:g}')}\ngenerate gone = sysmiss(y)\n"
        f"tabulate gone sex, missing\nsummarize y\ntabulate sex if {condition}, missing"
    )
    try:
        return json.dumps(_heard(interface.run(script)), sort_keys=True)
    except ArithmeticError as failure:
        return type(failure).__name__


def _heard(run: ScriptRun) -> object:
    plain = run_as_data(run, "nb")
    for result in plain["results"]:
        data = result["data"]
        if isinstance(data, dict) and data["kind"] == "summary":
            data["rows"] = [
                [name, [[figure, value["sign"], value["text"] is None] for figure, value in figures]]
                for name, figures in data["rows"]
            ]
    return plain

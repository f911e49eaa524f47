"""A21: canaries in every column, and a thousand random scripts that might bring one out.

Every column holds values that stand out: unique texts, numbers that look like identity numbers, extremes;
the persons' keys count too. Random scripts, sound and faulty, are run; what they bring is searched in every
language and form: results, faults, messages, log lines, warnings, what is printed, the ledger's file and
whatever lies in the temporary folder. Without constant messages (an engine that is overheard, and a
message that names the values it met outside the code list) the canaries are heard.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from folkekommune.attacks.canaries import hatch
from folkekommune.attacks.figure import Figure, estimated
from folkekommune.attacks.interface import Interface, WrapEngine, drawn_keys, open_interface
from folkekommune.attacks.overheard import Overheard
from folkekommune.attacks.random_scripts import random_script
from folkekommune.attacks.side_by_side import side_by_side
from folkekommune.attacks.statistics import share
from folkekommune.attacks.worlds import write_release
from folkekommune.query.engine import Engine
from folkekommune.services.run_report import run_as_data, run_as_text
from folkekommune.texts import LANGUAGES

NAME = "A21"


@dataclass(frozen=True)
class _Task:
    """Run random scripts.

    :param constant: whether messages are constant; else they name what the engine met.
    """

    seed: int
    scripts: int
    constant: bool


@dataclass(frozen=True)
class _Found:
    """What was found.

    :param leaking: scripts that brought a canary, :param left: canaries in files that were left.
    :param answered: scripts that ran without a fault, :param crashed: scripts that ended in an exception.
    """

    leaking: int
    left: int
    answered: int
    crashed: int


def attack(*, quick: bool) -> list[Figure]:
    """Attack with constant messages and without."""
    scripts, fewer = (40, 10) if quick else (1_000, 60)
    tasks = [_Task(seed, scripts // 2, constant=True) for seed in (1, 2)]
    tasks += [_Task(seed, fewer // 2, constant=False) for seed in (3, 4)]
    found = side_by_side(_run, tasks)
    defended, undefended = found[:2], found[2:]
    answered = sum(each.answered for each in defended)
    crashed = sum(each.crashed for each in defended)
    left = sum(each.left for each in defended)
    note = (
        f"{scripts} scripts, {answered} without a fault, {crashed} ended in an exception,"
        f" {left} canaries in files"
    )
    # A canary in a file counts as one more script that leaked.
    hits = min(sum(each.leaking for each in defended) + left, scripts)
    return [
        estimated(
            NAME,
            share(hits, scripts),
            share(sum(each.leaking for each in undefended), fewer),
            unit="share of scripts that show a canary",
            against="constant messages",
            limit="<= 0",
            runs=tuple(each.leaking / (scripts // 2) for each in defended),
            note=note,
            on_figure=True,
        )
    ]


def _run(task: _Task) -> _Found:
    random = np.random.default_rng(task.seed)
    canaries = hatch(random)
    overheard: list[Overheard] = []

    def overhear(engine: Engine) -> Engine:
        overheard.append(Overheard(engine))
        return overheard[0]

    wrap: WrapEngine | None = None if task.constant else overhear
    leaking = answered = crashed = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        release = write_release(place / "release", canaries.attributes, random)
        canaries = canaries.joined_by(release.keys)
        interface = open_interface(release, place / "home", keys=drawn_keys(random), wrap=wrap)
        for _ in range(task.scripts):
            script = random_script(random)
            heard, ran, failed = _heard(interface, script)
            if overheard:
                heard += overheard[0].message()
            leaking += bool(canaries.seen_in(heard))
            answered, crashed = answered + ran, crashed + failed
        left = sum(len(canaries.seen_in(text)) for text in _files(place / "home"))
    return _Found(leaking, left, answered, crashed)


def _heard(interface: Interface, script: str) -> tuple[str, bool, bool]:
    """Give all that one script brings, whether it had no fault, and whether it ended in an exception."""
    with _listening() as sound:
        try:
            run = interface.run(script)
            for language in LANGUAGES:
                sound.write(json.dumps(run_as_data(run, language), ensure_ascii=False))
                sound.write(run_as_text(run, language))
        except Exception:  # noqa: BLE001 - whatever is raised is listened to, as a log would hold it
            return sound.getvalue() + traceback.format_exc(), False, True
    return sound.getvalue(), not run.faults, False


@contextlib.contextmanager
def _listening() -> Iterator[io.StringIO]:
    """Catch log lines, warnings and what is printed."""
    sound = io.StringIO()
    handler = logging.StreamHandler(sound)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with (
            contextlib.redirect_stdout(sound),
            contextlib.redirect_stderr(sound),
            warnings.catch_warnings(record=True) as warned,
        ):
            yield sound
        sound.write("\n".join(str(each.message) for each in warned))
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def _files(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        if file.is_file():
            yield file.read_bytes().decode("latin-1")

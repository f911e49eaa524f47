"""Two doors to one installation of synthetic children: as it is, and with a policy that protects nothing.

As a policy laxer than the standard works in test mode alone, so does the door without protection: an
installation that may hold real persons has none.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from folkekommune.access.projects import Project
from folkekommune.analysis.door import Asker, Door
from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.bootstrap.invented import lowest_policy
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.disclosure.results import SafeResult
from folkekommune.disclosure.watch import Watch
from folkekommune.errors import FolkeKommuneError
from folkekommune.services.scripts import run_script
from folkekommune.settings import Home, Mode

MUNICIPALITY = "4601"


class QuestionError(FolkeKommuneError):
    """A question of the bench has faults: nothing can be said of its answer."""


@dataclass(frozen=True)
class Made:
    """Synthetic children, delivered, loaded and released.

    :param folder: with ``deliveries`` and ``home``.
    """

    size: str
    folder: Path

    @property
    def truth(self) -> Path:
        """The truth."""
        return self.folder / "deliveries" / "truth"

    @property
    def summary(self) -> Mapping[str, Any]:
        """What was made."""
        content: dict[str, Any] = json.loads((self.truth / "summary.json").read_text(encoding="utf-8"))
        return content


@dataclass(frozen=True)
class Asked:
    """One door and the wiring behind it."""

    wiring: Wiring
    door: Door

    def run(self, script: str, project: str) -> list[SafeResult]:
        """Run a script in a project and give its results; a refusal is one, and the last.

        :raises QuestionError: when the script has faults.
        """
        everything = Project(
            project,
            project,
            project,
            date.max,
            databanks=frozenset(self.wiring.packages),
            municipalities=frozenset({MUNICIPALITY}),
        )
        run = run_script(
            script,
            self.wiring.session(everything),
            lambda output: self.door.answer(output, Asker("bench", project)),
            policy=self.door.policy.label,
        )
        if run.faults:
            raise QuestionError(*(fault.code for fault in run.faults))
        return [each.result for each in run.results if each.result is not None]


def make(folder: Path, size: str) -> Made:
    """Make children of a size, load and release them, each step a process; what is there is kept."""
    made = Made(size, folder / size)
    deliveries, home = made.folder / "deliveries", made.folder / "home"
    if not deliveries.exists():
        _command("synth", "--out", str(deliveries), "--size", size, "--municipality", MUNICIPALITY)
    if not home.exists():
        _command("init", "--home", str(home), "--municipality", MUNICIPALITY)
        paths = [str(path) for path in sorted((deliveries / MUNICIPALITY).iterdir())]
        _command("load", *paths, "--home", str(home))
        _command("release", "--home", str(home))
    return made


@contextmanager
def two_doors(made: Made, scratch: Path) -> Iterator[tuple[Asked, Asked]]:
    """Open the unprotected and the protected door, with memories of their own that begin empty.

    :raises QuestionError: when the installation is not in test mode.
    """
    wiring = open_wiring(Home(made.folder / "home"))
    if wiring.installation.mode is not Mode.TEST:
        raise QuestionError
    with wiring.door() as door:
        yield (
            Asked(wiring, _plain(door, scratch / "plain")),
            Asked(wiring, _protected(door, scratch / "protected")),
        )


def unprotected() -> Policy:
    """Give a policy whose limits are all at nought, noise too."""
    lowest = lowest_policy()
    return replace(
        lowest,
        name="unprotected",
        noise=replace(lowest.noise, research_bound=0, research_variance=0.0, cube_bound=0, cube_variance=0.0),
        model=replace(lowest.model, noise=0.0, level=0, drop_least=0, drop_most=0, digits=9),
    )


def _plain(door: Door, memory: Path) -> Door:
    """Give a door without protection: no cubes either, whose figures carry the noise of their release."""
    return replace(
        door,
        policy=unprotected(),
        ledger=Ledger(memory / "ledger.sqlite", door.keys),
        cubes=CubeRegistry(memory, door.keys),
        watch=None,
        _verdicts={},
    )


def _protected(door: Door, memory: Path) -> Door:
    """Give the door as it is, with its own ledger and budgets."""
    return replace(
        door,
        ledger=Ledger(memory / "ledger.sqlite", door.keys),
        watch=Watch(memory / "watch.sqlite", door.keys),
        _verdicts={},
    )


def _command(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "folkekommune.cli", *arguments], check=True, capture_output=True)

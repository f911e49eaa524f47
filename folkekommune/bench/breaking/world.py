"""The installation that faults are done to: small, made once, copied for every try."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from folkekommune.bench.breaking.outcome import Outcome, found_in
from folkekommune.bench.site.server import PROGRAM
from folkekommune.disclosure.policy import STANDARD

PROJECT = "p1"
SCRIPT = """require no.folkekommune.helseprofil:1 as hp
create-dataset barn
import hp/KJONN as kjonn
import hp/VEKT_KG_U6 as vekt
tabulate kjonn
summarize vekt
"""
WORKS = ("run", "load", "release", "backup")


@dataclass(frozen=True)
class World:
    """An installation, what it answers when nothing goes wrong, and how long each work takes.

    :param answer: before the second delivery; :param later: after it was loaded and released.
    """

    folder: Path
    answer: str = ""
    later: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The installation that nothing is done to."""
        return self.folder / "home"

    @property
    def loaded(self) -> Path:
        """The same with a second delivery that waits to be released."""
        return self.folder / "loaded"

    @property
    def script(self) -> Path:
        """The script that is asked."""
        return self.folder / "script.txt"

    def deliveries(self) -> list[Path]:
        """Give the deliveries there are."""
        return sorted((self.folder / "deliveries" / "4601").iterdir())

    def begin_of(self, work: str) -> Path:
        """Give the installation that a work begins with."""
        return self.loaded if work == "release" else self.home

    def end_of(self, work: str) -> str:
        """Give what is answered after a work."""
        return self.later if work in {"load", "release"} else self.answer

    def command(self, work: str, home: Path) -> list[str]:
        """Give the command of a work."""
        return {
            "run": ["run", str(self.script), "--project", PROJECT],
            "load": ["load", str(self.deliveries()[1])],
            "release": ["release"],
            "backup": ["backup", str(home.parent / "backup")],
        }[work]

    def ask(self, home: Path) -> str:
        """Ask the script, and give what was answered."""
        done = given(home, *self.command("run", home), "--format", "json")
        return json.dumps([done.returncode, done.stdout.decode()])


def make_world(folder: Path, works: Sequence[str] = WORKS) -> World:
    """Make it, with a policy that answers about few; do each work once, with nothing in its way."""
    world = World(folder)
    world.script.write_text(SCRIPT, encoding="utf-8")
    choice = ("--size", "tiny", "--seed", "3", "--municipality", "4601", "--shape", "A")
    must(None, "synth", "--out", str(folder / "deliveries"), *choice)
    must(world.home, "init", "--municipality", "4601")
    must(world.home, "load", str(world.deliveries()[0]))
    must(world.home, "release")
    _answer_about_few(world.home)
    project = ("--title", "T", "--purpose", "P", "--ends-on", "2099-12-31", "--record", "DPIA-1")
    bank = ("--databank", "no.folkekommune.helseprofil", "--municipality", "4601")
    must(world.home, "project", "create", PROJECT, *project, *bank)
    return _undisturbed(world, works) if works else world


def _undisturbed(world: World, works: Sequence[str]) -> World:
    """Do works in their order with nothing in their way, and remember how long they take."""
    home = world.folder / "undisturbed" / "home"
    home.parent.mkdir()
    shutil.copytree(world.home, home)
    answer, seconds = world.ask(home), {}
    for work in works:
        if work == "release":
            shutil.copytree(home, world.loaded)
        began = perf_counter()
        must(home, *world.command(work, home))
        seconds[work] = perf_counter() - began
    later = world.ask(home)
    shutil.rmtree(home.parent)
    return World(world.folder, answer, later, seconds)


def what_is_wrong(world: World, home: Path, *, work: str) -> Outcome | None:
    """Say what is wrong with an installation after a work that was disturbed and given again."""
    for look in (("audit", "verify"), ("verify",)):
        done = given(home, *look)
        if done.returncode != 0:
            return found_in(done.stderr) or Outcome.DAMAGED
    if work == "load":
        must(home, "release")
    return None if world.ask(home) == world.end_of(work) else Outcome.OTHER


def given(
    home: Path | None, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Give a command, and wait for its end."""
    where = ["--home", str(home)] if home else []
    return subprocess.run(
        [*PROGRAM, *arguments, *where],
        capture_output=True,
        check=False,
        env={**os.environ, **(environment or {})},
    )


def must(home: Path | None, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Give a command that is to go well."""
    done = given(home, *arguments, environment=environment)
    if done.returncode:
        raise RuntimeError(" ".join(arguments[:2]), done.returncode)


def _answer_about_few(home: Path) -> None:
    """Lower the smallest population, so that a few hundred children are told of."""
    policy = STANDARD.read_text(encoding="utf-8")
    policy = re.sub(r'^name = ".*"$', 'name = "trial"', policy, count=1, flags=re.MULTILINE)
    section, _, rest = policy.partition("[floors.population_small]")
    lowered = section + "[floors.population_small]" + re.sub(r"value = \d+", "value = 20", rest, count=1)
    (home / "trial.toml").write_text(lowered, encoding="utf-8")
    configuration = home / "folkekommune.toml"
    written = 'policy = "trial.toml"\n' + configuration.read_text(encoding="utf-8")
    configuration.write_text(written, encoding="utf-8")

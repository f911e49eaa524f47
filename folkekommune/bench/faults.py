"""Faults done to an installation at work, and what became of it: killed, out of disk, not allowed to write.

Every try begins on a copy of one small installation, does something, and lets it go wrong at an instant that
a fixed seed draws. Then it looks: every file is whole, the audit trail is whole, no error held a value, and
the same script gives the same bytes as if nothing had happened, without anyone putting anything right.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from folkekommune.bench.figure import Figure
from folkekommune.disclosure.policy import STANDARD

NAME = "faults"
KILLS = 60
"""At full scale, shared by the kinds of work."""
_SEED = 2026
_LONGEST_WAIT = 6.0
_IDENTITY_NUMBER = re.compile(rb"(?<!\d)\d{11}(?!\d)")
_SCRIPT = """require no.folkekommune.helseprofil:1 as hp
create-dataset barn
import hp/KJONN as kjonn
tabulate kjonn
"""


@dataclass(frozen=True)
class World:
    """An installation to do things to, and what it answers when nothing goes wrong."""

    folder: Path
    answer: bytes = b""

    @property
    def home(self) -> Path:
        """The installation that nothing is done to."""
        return self.folder / "home"

    @property
    def script(self) -> Path:
        """The script that is asked."""
        return self.folder / "script.txt"

    def deliveries(self) -> list[Path]:
        """Give the deliveries there are."""
        return sorted((self.folder / "deliveries" / "4601").iterdir())


def measure(scale: float) -> list[Figure]:
    """Do faults; at full scale each kind of work is killed twenty times."""
    with tempfile.TemporaryDirectory() as folder:
        world = _make(Path(folder))
        drawn = random.Random(_SEED)  # noqa: S311 - instants, not secrets
        outcomes: Counter[str] = Counter()
        works: dict[str, Callable[[Path], list[str]]] = {
            "run": lambda _: ["run", str(world.script), "--project", "p1"],
            "load": lambda _: ["load", str(world.deliveries()[1])],
            "backup": lambda home: ["backup", str(home.parent / "backup")],
        }
        for name, work in works.items():
            for number in range(max(1, round(KILLS * scale / len(works)))):
                home = Path(folder) / f"{name}-{number}"
                outcomes[_killed(world, home / "home", work, after=drawn.uniform(0, _LONGEST_WAIT))] += 1
        for limit in (0, 4096, 200_000):
            home = Path(folder) / f"full-{limit}"
            outcomes[_without_room(world, home / "home", works["run"], limit)] += 1
    faults = sum(outcomes.values())
    told = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
    held = outcomes["recovered"] + outcomes["done before"]
    return [
        Figure(
            NAME,
            held,
            "faults that left nothing lost or half",
            f"{faults} faults",
            f">= {faults}",
            (),
            scale,
            told,
        )
    ]


def _make(folder: Path) -> World:
    """Make the installation, with a policy that answers about few."""
    world = World(folder)
    world.script.write_text(_SCRIPT, encoding="utf-8")
    out = folder / "deliveries"
    _must(
        None,
        "synth",
        "--out",
        str(out),
        "--size",
        "tiny",
        "--seed",
        "3",
        "--municipality",
        "4601",
        "--shape",
        "A",
    )
    _must(world.home, "init", "--municipality", "4601")
    _must(world.home, "load", str(world.deliveries()[0]))
    _must(world.home, "release")
    _answer_about_few(world.home)
    project = ("--title", "T", "--purpose", "P", "--ends-on", "2099-12-31", "--record", "DPIA-1")
    bank = ("--databank", "no.folkekommune.helseprofil", "--municipality", "4601")
    _must(world.home, "project", "create", "p1", *project, *bank)
    first = folder / "first"
    shutil.copytree(world.home, first)
    return World(folder, _asked(world, first))


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


def _killed(world: World, home: Path, work: Callable[[Path], list[str]], *, after: float) -> str:
    """Kill some work after a while, and look at what is left."""
    home.parent.mkdir()
    shutil.copytree(world.home, home)
    at_work = _start(home, work(home))
    try:
        at_work.wait(after)
        ended = "done before"
    except subprocess.TimeoutExpired:
        os.killpg(at_work.pid, signal.SIGKILL)
        ended = "recovered"
    _, told = at_work.communicate()
    return _look(world, home, told) or ended


def _without_room(world: World, home: Path, work: Callable[[Path], list[str]], limit: int) -> str:
    """Let files grow no longer than a limit, which is how a full disk looks to a program."""
    home.parent.mkdir()
    shutil.copytree(world.home, home)
    blocks = limit // 512
    command = [sys.executable, "-m", "folkekommune.cli", *work(home), "--home", str(home)]
    done = subprocess.run(
        ["sh", "-c", f'ulimit -f {blocks}; trap "" XFSZ; exec "$@"', "sh", *command],
        capture_output=True,
        check=False,
    )
    return _look(world, home, done.stderr) or "recovered"


def _look(world: World, home: Path, told: bytes) -> str | None:
    """Say what is wrong with an installation after a fault; None when nothing is."""
    if _IDENTITY_NUMBER.search(told):
        return "a value in an error"
    for look in (["audit", "verify"], ["verify"]):
        if _run(home, *look).returncode != 0:
            return f"{' '.join(look)} does not hold"
    if _asked(world, home) != world.answer:
        return "another answer"
    shutil.rmtree(home.parent)
    return None


def _asked(world: World, home: Path) -> bytes:
    """Ask the script, and give what was answered."""
    done = _run(home, "run", str(world.script), "--project", "p1", "--format", "json")
    return json.dumps([done.returncode, done.stdout.decode()]).encode()


def _start(home: Path, arguments: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "folkekommune.cli", *arguments, "--home", str(home)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _run(home: Path | None, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    where = ["--home", str(home)] if home else []
    command = [sys.executable, "-m", "folkekommune.cli", *arguments, *where]
    return subprocess.run(command, capture_output=True, check=False)


def _must(home: Path | None, *arguments: str) -> None:
    done = _run(home, *arguments)
    if done.returncode:
        raise RuntimeError(" ".join(arguments[:1]), done.returncode)

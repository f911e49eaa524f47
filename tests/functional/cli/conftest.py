"""One installation for all tests of the command line: made once, and copied by those who change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from command_line import DATABANK, Said, ask, contents, copy_home, put_policy

SCRIPT = """require no.folkekommune.helseprofil:1 as hp
create-dataset barn
import hp/KJONN as kjonn
import hp/VEKT_KG_U6 as vekt
tabulate kjonn
summarize vekt
"""


@dataclass
class Walk:
    """The path from nothing to a table, with what each command said."""

    folder: Path
    said: dict[str, Said] = field(default_factory=dict)
    contents: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The installation."""
        return self.folder / "home"

    @property
    def deliveries(self) -> list[Path]:
        """The deliveries of the one municipality, oldest first."""
        return sorted((self.folder / "deliveries" / "4601").iterdir())

    @property
    def script(self) -> Path:
        """A script with two outputs."""
        return self.folder / "script.txt"

    def take(self, step: str, *arguments: object) -> Said:
        """Give a command and remember what it said."""
        self.said[step] = ask(*arguments, home=self.home)
        return self.said[step]


@pytest.fixture(scope="session")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Go the whole way once."""
    walk = Walk(tmp_path_factory.mktemp("walk"))
    out = walk.folder / "deliveries"
    choice = ("--size", "tiny", "--seed", 3, "--municipality", "4601", "--shape", "A")
    walk.take("synth", "synth", "--out", out, *choice)
    walk.take("init", "init", "--municipality", "4601")
    walk.take("load", "load", walk.deliveries[0])
    walk.contents["loaded"] = contents(walk.home)
    walk.take("load again", "load", walk.deliveries[0])
    walk.contents["loaded again"] = contents(walk.home)
    walk.take("release", "release", "--format", "json")
    walk.contents["released"] = contents(walk.home)
    walk.take("release again", "release", "--format", "json")
    walk.contents["released again"] = contents(walk.home)
    names = ("--title", "Amming", "--purpose", "Trend", "--ends-on", "2099-12-31", "--record", "DPIA-1")
    walk.take("project", "project", "create", "p1", *names, "--databank", DATABANK, "--municipality", "4601")
    walk.script.write_text(SCRIPT, encoding="utf-8")
    return walk


@pytest.fixture
def home(walk: Walk, tmp_path: Path) -> Path:
    """Give an installation of one's own, with a release and a project."""
    return copy_home(walk.home, tmp_path / "home")


@pytest.fixture
def with_policy(home: Path) -> Callable[..., Path]:
    """Give the installation a policy with some limits changed, named as in the policy file."""
    return lambda **limits: put_policy(home, limits)

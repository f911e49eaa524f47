"""An installation that two users work on, the vault's and web's, and what their processes hold."""

from __future__ import annotations

import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from fixtures.unprivileged import as_user

import folkekommune
from folkekommune.keys import Keys, load_keys

WEB, KEEPER = "nobody", "daemon"
SHARED = 61_616
"""A group that neither user is in by itself; nobody else is."""
PATIENCE = 90.0


@dataclass
class Apart:
    """An installation that two users work on, and the processes of each."""

    folder: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """The installation."""
        return self.folder / "home"

    @property
    def socket(self) -> Path:
        """Where the vault listens."""
        return self.folder / "run" / "vault.sock"

    def command(self, user: str, *arguments: object, reads_all: bool = False) -> list[str]:
        """Write a command of ours as it is run by a user."""
        return self.python(user, "-m", "folkekommune.cli", *arguments, reads_all=reads_all)

    def python(self, user: str, *arguments: object, reads_all: bool = False) -> list[str]:
        """Write a call of the interpreter as it is made by a user."""
        private = Path(tempfile.mkdtemp(dir=self.folder))
        call = [sys.executable, *map(str, arguments)]
        return as_user(user, call, private, group=SHARED, reads_all=reads_all)

    def ask(self, user: str, *arguments: object, reads_all: bool = False) -> subprocess.CompletedProcess[str]:
        """Give a command as a user."""
        return self.call(self.command(user, *arguments, reads_all=reads_all))

    def call(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", env=self.environment
        )

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(folkekommune.__file__).parents[1]),
            "FOLKEKOMMUNE_HOME": str(self.home),
            "FOLKEKOMMUNE_LANG": "en",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def start(self, name: str, user: str, *arguments: object) -> subprocess.Popen[bytes]:
        """Start a process that goes on."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                self.command(user, *arguments),
                stdout=log,
                stderr=log,
                cwd="/",
                env=self.environment,
                start_new_session=True,
            )
        return self.running[name]

    def start_vault(self) -> None:
        """Start the vault, and wait until it answers."""
        self.start("vault", KEEPER, "vault", "serve")
        until(lambda: _listens(self.socket), self.log("vault"))

    def kill(self, name: str) -> None:
        """End a process and its children without warning."""
        process = self.running.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def log(self, name: str) -> Path:
        """Give the file of what a process wrote."""
        return self.folder / f"{name}.log"

    def keys(self) -> Keys:
        """Read the keys, as root can."""
        return load_keys(self.home / "keys")


def until(is_so: Callable[[], bool], log: Path) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)


def _listens(file: Path) -> bool:
    with closing(socket.socket(socket.AF_UNIX)) as probe:
        return probe.connect_ex(str(file)) == 0


def give(folder: Path, user: str, *, shared: bool) -> None:
    """Give a folder and what is in it to a user, alone or with the group of both."""
    owner = pwd.getpwnam(user).pw_uid
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, SHARED)
        mode = path.stat().st_mode & 0o7777
        if shared:
            path.chmod(mode | (mode & 0o700) >> 3 | (0o2000 if path.is_dir() else 0))


def pids_of(process: subprocess.Popen[bytes]) -> list[int]:
    """List a process and all that it started."""
    above = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            above[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    found = [process.pid]
    for pid in found:
        found += [child for child, parent in above.items() if parent == pid]
    return found


def holds(pid: int, secrets: list[bytes]) -> bool:
    """Tell whether a process has one of some secrets in its environment or memory; root may look.

    One that has ended meanwhile holds nothing any more.
    """
    try:
        return _holds(pid, secrets)
    except (FileNotFoundError, ProcessLookupError):
        return False


def _holds(pid: int, secrets: list[bytes]) -> bool:
    if any(secret in Path(f"/proc/{pid}/environ").read_bytes() for secret in secrets):
        return True
    ranges = re.findall(r"^(\w+)-(\w+) rw", Path(f"/proc/{pid}/maps").read_text(), re.MULTILINE)
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for first, last in ranges:
            with suppress(OSError):
                memory.seek(int(first, 16))
                part = memory.read(int(last, 16) - int(first, 16))
                if any(secret in part for secret in secrets):
                    return True
    return False


def opened(pid: int) -> set[str]:
    """List the files that a process has open."""
    found = set()
    with suppress(OSError):
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                found.add(str(file.readlink()))
    return found

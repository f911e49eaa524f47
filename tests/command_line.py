"""Speak to the command line from a test, in this process, and look after what it leaves."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folkekommune.cli import run
from folkekommune.disclosure.policy import STANDARD

DATABANK = "no.folkekommune.helseprofil"
LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class Said:
    """What a command said, and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Read the result as JSON."""
        return json.loads(self.out)


def ask(*arguments: object, home: Path | None = None, language: str = "en") -> Said:
    """Give a command; ``home`` is given as ``FOLKEKOMMUNE_HOME``."""
    out, err = io.StringIO(), io.StringIO()
    with speaking(language, home), redirect_stdout(out), redirect_stderr(err):
        code = run([str(argument) for argument in arguments])
    return Said(code, out.getvalue(), err.getvalue())


@contextmanager
def speaking(language: str, home: Path | None = None) -> Iterator[None]:
    """Set the environment of a command while a block lasts."""
    wanted = {"FOLKEKOMMUNE_LANG": language, "FOLKEKOMMUNE_HOME": str(home or "")}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def contents(folder: Path) -> dict[str, str]:
    """Give every file of a folder with a digest of its bytes, but locks and how the last load ended.

    The control database stands as a digest of the rows of each of its tables: when SQLite moves what is
    written from its log into the file is its own affair.
    """
    control = {
        f"control.sqlite {table}": digest
        for file in folder.rglob("control.sqlite")
        for table, digest in _rows_of(file).items()
    }
    return control | {
        str(file.relative_to(folder)): _digest(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        and file.name not in {".lock", "load.json", "control.sqlite"}
        and not file.name.endswith(("-wal", "-shm"))
    }


def copy_home(home: Path, to: Path) -> Path:
    """Copy an installation; the files of its releases, which nobody may change, are shared."""

    def copy(source: str, target: str) -> None:
        if "releases" in Path(source).parts:
            os.link(source, target)
        else:
            shutil.copy2(source, target)

    shutil.copytree(home, to, copy_function=copy)
    return to


def put_policy(home: Path, limits: dict[str, float]) -> Path:
    """Write a policy with limits such as ``floors__band=1`` and point the configuration at it."""
    lines = ['version = 1\nname = "trial"\n']
    for section, entries in tomllib.loads(STANDARD.read_text(encoding="utf-8")).items():
        if isinstance(entries, dict):
            for name, entry in entries.items():
                value = json.dumps(limits.get(f"{section}__{name}", entry["value"]))
                lines.append(f'[{section}.{name}]\nvalue = {value}\nsource = "test"\nreason = "test"\n')
    (home / "trial.toml").write_text("\n".join(lines), encoding="utf-8")
    configuration = home / "folkekommune.toml"
    configuration.write_text(
        'policy = "trial.toml"\n' + configuration.read_text(encoding="utf-8"), encoding="utf-8"
    )
    return home


def seal_manifest(delivery: Path) -> None:
    """Write size and digest of every file of a delivery into its manifest anew."""
    file = delivery / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    for entry in manifest["files"]:
        content = (delivery / entry["file"]).read_bytes()
        entry |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    file.write_text(json.dumps(manifest), encoding="utf-8")


def _rows_of(database: Path) -> dict[str, str]:
    """Give a digest of the rows of each table, what lies in the log included."""
    with closing(sqlite3.connect(database)) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        rows = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}
    return {name: hashlib.sha256("\n".join(found).encode()).hexdigest() for name, found in rows.items()}


def _digest(file: Path) -> str:
    if "releases" in file.parts:
        # Read-only and shared; name, size and time tell a change.
        return f"{file.stat().st_size} {file.stat().st_mtime_ns}"
    return hashlib.sha256(file.read_bytes()).hexdigest()

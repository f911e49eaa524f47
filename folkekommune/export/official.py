"""Run microdata.no's own tool, in an environment of its own, since it pins another pyarrow than ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from folkekommune.errors import UsageError
from folkekommune.store.durable import digest, tell_disk_full
from folkekommune.store.locks import exclusive

REQUIREMENT = "microdata-tools==2.2.3"
"""What is installed; the version that was tried (pyproject.toml names the same)."""

PUBLIC_KEY = "microdata_public_key.pem"

_TASK = Path(__file__).with_name("official_task.py")
_MINUTES = 60
_INSTALL_SECONDS = 20 * _MINUTES
_TASK_SECONDS = 60 * _MINUTES


@dataclass(frozen=True)
class Verdict:
    """What the tool says of a dataset.

    :param metadata: its messages about the metadata, in its own words.
    :param data: the kinds of fault in the data, and how many of each it lists (it stops at 50). Its own
        words hold identity numbers and values, and never leave its process.
    :param raised: the kind of fault that the tool itself stumbled on, if it did.
    :param seconds: how long it took.
    """

    metadata: tuple[str, ...] = ()
    data: tuple[tuple[str, int], ...] = ()
    raised: str | None = None
    seconds: float = field(default=0.0, compare=False)

    @property
    def accepted(self) -> bool:
        """Whether the tool found nothing."""
        return not self.metadata and not self.data and self.raised is None

    @property
    def faults(self) -> str:
        """Name everything it found, for a sentence."""
        counted = [f"{kind} ({count})" for kind, count in self.data]
        return "; ".join([*self.metadata, *counted, *([self.raised] if self.raised else [])])


def tools_folder() -> Path:
    """Give the folder for tools: ``FOLKEKOMMUNE_TOOLS``, else ``.tools`` where the command is run."""
    return Path(os.environ.get("FOLKEKOMMUNE_TOOLS") or ".tools").expanduser().resolve()


def receiver_of(public_key_dir: Path) -> str:
    """Give the digest of a receiver's public key, which an approval is bound to.

    :raises UsageError: ``export.no-public-key``.
    """
    return digest(_public_key(public_key_dir))


def _public_key(folder: Path) -> Path:
    file = folder / PUBLIC_KEY
    if not file.is_file():
        raise UsageError("export.no-public-key", folder=str(folder), file=PUBLIC_KEY)
    return file


class OfficialTools:
    """The tool, installed the first time it is used."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or tools_folder()

    def validate(self, datasets: Sequence[Path]) -> tuple[Verdict, ...]:
        """Hold datasets (folders with ``NAME.json`` and ``NAME.csv``) against the format, in one process.

        :raises UsageError: ``export.tool-not-installed``, ``export.tool-failed``.
        """
        # The tool writes the rows down again while it works: beside the dataset, where rows may lie.
        beside = datasets[0].parent if datasets else None
        answer = self._run("validate_all", beside, datasets=[str(dataset) for dataset in datasets])
        return tuple(
            Verdict(
                metadata=tuple(found["metadata"]),
                data=tuple((kind, count) for kind, count in found["data"]),
                raised=found.get("raised"),
                seconds=found["seconds"],
            )
            for found in answer["verdicts"]
        )

    def package(self, datasets: Sequence[Path], *, public_key_dir: Path, out: Path) -> tuple[Path, ...]:
        """Encrypt datasets for the holder of the private key, and give the packages.

        :raises UsageError: ``export.no-public-key``, ``export.tool-not-installed``,
            ``export.tool-failed``.
        """
        _public_key(public_key_dir)
        folders = [str(dataset) for dataset in datasets]
        answer = self._run("package_all", datasets=folders, keys=str(public_key_dir), out=str(out))
        return tuple(Path(package) for package in answer["packages"])

    def unpackage(self, package: Path, *, private_key_dir: Path, out: Path) -> Path:
        """Undo :meth:`package`, as the receiver does, and give the dataset's folder."""
        answer = self._run("unpackage", package=str(package), keys=str(private_key_dir), out=str(out))
        return Path(answer["dataset"])

    def make_keys(self, folder: Path) -> None:
        """Write a pair of keys, to try the packages with."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._run("make_keys", keys=str(folder))

    def install(self) -> Path:
        """Install the tool unless it is there, and give its Python.

        :raises UsageError: ``export.tool-not-installed``, ``export.tool-busy``.
        """
        environment = self.folder / REQUIREMENT.replace("==", "-")
        python = environment / "bin" / "python"
        if python.exists():
            return python
        with (
            exclusive(self.folder, "export.tool-busy", patience=_INSTALL_SECONDS),
            tell_disk_full(self.folder),
        ):
            if python.exists():  # another installed it while we waited
                return python
            unfinished = self.folder / ".unfinished-microdata"
            shutil.rmtree(unfinished, ignore_errors=True)
            _command([sys.executable, "-m", "venv", str(unfinished)])
            pip = [str(unfinished / "bin" / "python"), "-m", "pip", "install", "--quiet"]
            _command([*pip, "--disable-pip-version-check", REQUIREMENT])
            unfinished.rename(environment)
        return python

    def _run(self, task: str, beside: Path | None = None, **given: str | list[str]) -> dict[str, Any]:
        python = self.install()
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=beside) as workplace:
            try:
                # -I: nothing of our own environment or folder reaches the tool.
                done = subprocess.run(  # noqa: S603 -- our own script and paths
                    [str(python), "-I", str(_TASK), task, str(os.getpid())],
                    input=json.dumps(given),
                    capture_output=True,
                    text=True,
                    cwd=workplace,
                    timeout=_TASK_SECONDS,
                    check=False,
                )
                answer: dict[str, Any] = json.loads(done.stdout)
            except (ValueError, subprocess.TimeoutExpired) as fault:
                answer = {"fault": type(fault).__name__}
        if "fault" in answer:
            # What the tool printed may quote a row, so only the kind of fault is told.
            raise UsageError("export.tool-failed", task=task, fault=answer["fault"])
        return answer


def _command(command: list[str]) -> None:
    """Run a step of the installation.

    :raises UsageError: ``export.tool-not-installed``.
    """
    try:
        subprocess.run(  # noqa: S603 -- our own command
            command, capture_output=True, check=True, timeout=_INSTALL_SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        raise UsageError("export.tool-not-installed", requirement=REQUIREMENT) from None

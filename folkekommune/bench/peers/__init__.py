"""Other tools, each in an environment of its own: made the first time it is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from folkekommune.export.official import tools_folder

_TASKS = Path(__file__).parent


@dataclass(frozen=True)
class Peer:
    """A tool and what it needs.

    :param task: the file beside this one that its own Python runs.
    :param protects: what it does to a table, where that is what it is for.
    """

    name: str
    requirements: tuple[str, ...]
    task: str
    protects: str = ""


PEERS = (
    Peer(
        "cell-key-perturbation 3.1.0",
        ("cell-key-perturbation==3.1.0", "pandas==2.3.3", "pyarrow==26.0.1"),
        "cell_keys.py",
        "one layer of noise by record keys, small counts suppressed; no conditions, no memory of answers",
    ),
    Peer(
        "opendp 0.16.0",
        ("opendp[polars]==0.16.0",),
        "differential_privacy.py",
        "noise by groups under differential privacy, of a budget that ends",
    ),
    Peer(
        "acro 1.0.2",
        ("acro==1.0.2", "pyarrow"),
        "output_checks.py",
        "counts under a threshold suppressed, the rest exact; for a human checker",
    ),
)

STREAMING = Peer("polars 2.1.0", ("polars==2.1.0",), "streaming_import.py")


def ask(peer: Peer, file: Path, columns: tuple[str, ...], runs: int) -> list[float]:
    """Let a peer make a table of a Parquet file some times, and give the seconds of each.

    :raises RuntimeError: when it cannot be installed or does not get through; its own words stay with it.
    """
    return [float(each) for each in tell(peer, str(file), str(runs), *columns)]


def tell(peer: Peer, *arguments: str) -> Any:
    """Let a peer do its task, and give what it tells of it.

    :raises RuntimeError: when it cannot be installed or does not get through; its own words stay with it.
    """
    task = [str(_python_of(peer)), str(_TASKS / peer.task), *arguments]
    done = subprocess.run(task, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{peer.name} ended with {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def _python_of(peer: Peer) -> Path:
    environment = tools_folder() / peer.name.replace(" ", "-")
    python = environment / "bin" / "python"
    if not (environment / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *peer.requirements], check=True, capture_output=True)
        (environment / "ready").touch()
    return python

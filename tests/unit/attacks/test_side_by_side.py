"""The processes of an attack end with it, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from folkekommune.attacks.side_by_side import side_by_side

BOTH = "from folkekommune.attacks.side_by_side import side_by_side"
KILLED = f"""
import os, signal
from process_number import give
{BOTH}
if __name__ == "__main__":
    print(*side_by_side(give, [1, 2]), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_what_is_found_comes_in_order() -> None:
    assert side_by_side(abs, [-3, 1, -2]) == [3, 1, 2]


def test_processes_end_when_the_attack_is_killed(tmp_path: Path) -> None:
    (tmp_path / "process_number.py").write_text("import os\n\n\ndef give(_):\n    return os.getpid()\n")
    (tmp_path / "killed.py").write_text(KILLED)
    said = subprocess.run(
        [sys.executable, "killed.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert said.returncode == -signal.SIGKILL, said.stderr
    started = {int(each) for each in said.stdout.split()}
    deadline = time.monotonic() + 60
    while any(map(running, started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert started
    assert not any(map(running, started))

"""The page of tasks lists the tasks there are, with the clicks that were counted."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_tasks_is_current():
    checked = subprocess.run(
        [sys.executable, "scripts/user_tasks.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr

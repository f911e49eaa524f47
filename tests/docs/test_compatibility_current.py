"""The list of proven features is that of the tests as they are now."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_list_of_proven_features_is_current():
    checked = subprocess.run(
        [sys.executable, "scripts/compatibility.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr

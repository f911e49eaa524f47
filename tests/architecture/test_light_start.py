"""What every command loads before it begins: not what only a few of them need."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("pandas", "scipy.stats", "statsmodels", "polars")
"""Each takes longer to load than most commands take, and tens of megabytes."""


def test_an_installation_is_opened_without_what_few_commands_need():
    asked = f"import sys, folkekommune.bootstrap; print([name for name in {HEAVY} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]"

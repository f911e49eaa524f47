"""Held against Nav's ``@navikt/fnrvalidator`` 2.2.1, run once by Node over a few thousand numbers.

Nav's check knows the synthetic series (``tnr``, ``dnr-and-tnr``) and the loose first control digit of
2032, so it can be asked directly. It does not look at the century, so the comparison is with
``from_2032=True``, where ours does not either. Every number has a third digit of 8 or 9, faulty ones
included, so none can be a person's.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from folkekommune.identity import check_numbers, control_digits

TOOL = Path(__file__).parents[2] / "tools" / "fnrvalidator"


@pytest.fixture(scope="module")
def verdicts():
    """Ask Nav's check for its verdicts, installing it first when that has not been done."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.fail("This test needs Node.js with npm (Debian: apt-get install nodejs npm).")
    if not (TOOL / "node_modules").is_dir():
        installed = subprocess.run(["npm", "ci"], cwd=TOOL, capture_output=True, text=True, check=False)
        if installed.returncode:
            pytest.fail(f"npm ci in tests/tools/fnrvalidator failed:\n{installed.stderr}")

    def ask(numbers: np.ndarray) -> list[str]:
        lines = "".join(f"{number:011d}\n" for number in numbers)
        asked = subprocess.run(
            ["node", "verdicts.js"], cwd=TOOL, input=lines, capture_output=True, text=True, check=True
        )
        return asked.stdout.split()

    return ask


def every_kind_of_number() -> np.ndarray:
    """Make days, months and years that exist and not, each kind of first digit, and wrong digits."""
    random = np.random.default_rng(11)
    count = 8000
    day = random.integers(0, 33, count) + 40 * random.integers(0, 2, count)
    day[:400] = 29 + 40 * random.integers(0, 2, 400)
    month = random.integers(0, 14, count)
    month[:400] = 2
    nine = day * 10**7 + (month + 80) * 10**5 + random.integers(0, 10**5, count)
    parts = []
    for remainder in range(6):
        first, second = control_digits(nine, remainder=remainder)
        parts.append((nine * 100 + first % 10 * 10 + second % 10)[remainder::6])
    wrong = np.concatenate(parts)
    place = 10 ** random.choice([0, 1, 2, 3, 4, 5, 6, 7, 9], len(wrong))
    digit = wrong // place % 10
    wrong = wrong + ((digit + random.integers(1, 10, len(wrong))) % 10 - digit) * place
    return np.concatenate([*parts, wrong[::3]])


def test_verdicts_are_those_of_nav(verdicts):
    numbers = every_kind_of_number()
    checked = check_numbers(numbers, from_2032=True)
    expected = np.where(checked.d_number, "dnr-and-tnr", "tnr")
    expected = np.where(checked.valid, expected, "invalid")
    assert list(expected) == verdicts(numbers)
    kinds, counts = np.unique(expected, return_counts=True)
    assert list(kinds) == ["dnr-and-tnr", "invalid", "tnr"]
    assert counts.min() > 1000

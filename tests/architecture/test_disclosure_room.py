"""Limits stand in the policy alone, and nothing outside disclosure control can make a protected result."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

import folkekommune
from folkekommune.disclosure import results
from folkekommune.disclosure.policy import STANDARD

PACKAGE = Path(folkekommune.__file__).parent
RULES = sorted((PACKAGE / "disclosure").rglob("*.py"))
DOORS = sorted((PACKAGE / "analysis").rglob("*.py"))

ALLOWED: dict[str, set[float]] = {
    "policy.py": {16},  # digits of a digest
    "policy_sections.py": {2},  # two layers of noise
    # What a number means where it is no limit: bits and bytes, halves, squares, percent, digits.
    "charts.py": {2, 3, 6, 100, 1000, 0.5},  # halves, digits, percent, and when a share gets a decimal
    "category_charts.py": {2, 4, 6},  # digits of a municipality and of a district
    "exposure.py": {30, 0o700},  # patience for the file, its folder
    # Digits of a figure, how small a p is told, halves, a level in percent and from both sides.
    "analyses.py": {0.001, 0.5, 3},
    "intervals.py": {0.5, 3, 4, 200},
    "variance.py": {0.5, 2, 3},
    "normality.py": {0.5, 2, 3, 4, 6},  # moments of the third and fourth order
    "slices.py": {2, 100, 1000},  # a band's middle, percent, and when a share gets a decimal
    "dominance.py": {4},
    "independence.py": {2, 3, 0.001},
    "inequality.py": {2},
    "pairs.py": {2, 4, 0.5},
    "recovery.py": {1e-6},
    # What percentiles are, and how much wider an interval is for a share of all (docs/decisions).
    "tables.py": {2, 0.05, 0.25, 0.5, 0.75, 0.95, 2.62},
    "noise.py": {64, 8, 0.5, 2, 3.0, 1.5, 12},
    "perturbation.py": {16, 2, 1e-12, 200},  # bits of the lookup; a solver's patience
    "evidence.py": {2},
    "row_evidence.py": {2},  # the two largest contributions
    "cubes.py": {2},
    "values.py": {2, 3, 4, 64, 0.5, 100, 1000},
    "shares.py": {100, 1000},  # percent, and when a share gets a decimal
    "cube_places.py": {2, 3},  # places of the dimensions of a cube
    "cube_means.py": {0.5, 2, 3},  # as in values.py: halves, squares, digits
    "percentiles.py": {4},
    "limits.py": {2, 10.0, 1e150},
    "gate.py": {100, 0.01, 0.25, 0.5, 0.75, 0.99},
    "steward_tables.py": {100},
    "ledger.py": {30, 500, 0o700},  # patience for the file, how many are looked up at once, its folder
    "registry.py": {0o700},
    "watch.py": {13, 30, 0o700},  # an hour of a time, patience for the file, its folder
    "contributors.py": {2, 63},  # one alone is there once; a signed number of 64 bits
    "models.py": {2, 16},  # two layers of noise; digits of a digest
    # Halves, digits of a test, how small a p is told, a level in percent and from both sides.
    "model_results.py": {0.5, 2, 3, 0.001, 95.0, 200},
    "survival.py": {100, 1000},  # percent, and when a share gets a decimal
    "memory.py": {1024},  # groups that are not sorted yet
    "nearness.py": {2, 8},  # half of a group, bytes
    "audit.py": {8},  # bytes
}
"""Numbers beside 0 and 1 that may stand in the files of disclosure control, each looked at once.

Rounding (digits of a mean, when a share gets a decimal) is how a figure is written; it protects nobody.
"""


def numbers(file: Path) -> set[float]:
    """Give the numbers written in a file, but 0 and 1."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    }
    return found - {0, 1} | ({0.0} & found)


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.name)
def test_no_limit_stands_in_a_rule(file) -> None:
    known = ALLOWED.get(file.name, set()) | {0}
    assert sorted(numbers(file) - known) == []


def test_no_allowance_is_left_that_nobody_uses() -> None:
    names = {file.name: numbers(file) for file in RULES}
    unused = {name: allowed - names.get(name, set()) - {0} for name, allowed in ALLOWED.items()}
    assert {name: sorted(left) for name, left in unused.items() if left} == {}


def test_every_limit_of_the_policy_is_read_somewhere() -> None:
    """A limit that no rule reads protects nobody."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in [*RULES, *DOORS])
    content = tomllib.loads(STANDARD.read_text(encoding="utf-8"))
    names = [name for entries in content.values() if isinstance(entries, dict) for name in entries]
    assert len(names) > 20
    assert [name for name in names if not re.search(rf"\.{name}\b(?!\")", text)] == []


def test_the_seal_is_known_in_disclosure_alone() -> None:
    """Neither the seal nor the way to read stored results back may be used where results are shown."""
    private = {"_SEAL", "_Seal"}
    users = {
        file.relative_to(PACKAGE).parts[0]
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and private & {name.name for name in node.names})
        or (isinstance(node, ast.Attribute) and node.attr in private)
    }
    assert users == {"disclosure"}


def test_stored_results_are_read_back_by_who_stored_them() -> None:
    """``restore`` turns plain data into a result, so only those who stored one may call it."""
    users = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("disclosure.restoring")
    }
    assert users == {
        "disclosure/ledger.py",
        "published/cube_files.py",
        "published/prepared.py",
        "services/stored_runs.py",
        "services/vault_results.py",
    }


def test_switching_a_defence_off_is_for_the_attack_suite() -> None:
    """Others may ask whether a defence is off; none but the attacks may set it."""
    setters = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "switched_off"
    }
    assert {setter.split("/")[0] for setter in setters} <= {"attacks"}


def test_every_protected_type_can_be_restored() -> None:
    kinds = {kind.kind for kind in results.SAFE_TYPES}
    source = (PACKAGE / "disclosure" / "restoring.py").read_text(encoding="utf-8")
    cases = {
        node.value.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Constant)
    }
    assert cases == kinds

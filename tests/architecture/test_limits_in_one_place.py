"""Limits of disclosure control stand in the policy file, and in no room around disclosure control."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

import pytest
from tracked_files import texts

from folkekommune.disclosure import policy

ROOMS = ("analysis", "services", "rendering", "indicators", "published", "script")


NO_LIMITS = {("folkekommune/script/expressions.py", 100.0)}
"""Numbers that happen to be a limit's as well: how many groups a quantile may have."""


def limits() -> set[float]:
    """Give the values of the policy that are too special to stand in a program by chance."""
    content = tomllib.loads(policy.STANDARD.read_text(encoding="utf-8"))
    entries = [
        entry for section in content.values() if isinstance(section, dict) for entry in section.values()
    ]
    numbers = [entry["value"] for entry in entries if not isinstance(entry["value"], str)]
    return {float(number) for number in numbers if number > 2}


def compared(tree: ast.AST) -> Iterator[tuple[int, float]]:
    """Give the numbers that something is compared with, and the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                if isinstance(side, ast.Constant) and type(side.value) in (int, float):
                    yield node.lineno, float(side.value)


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_compared_with_a_limit_written_out(room):
    found = [
        f"{path}:{line}"
        for path, content in texts(".py", under=f"folkekommune/{room}/")
        for line, number in compared(ast.parse(content))
        if number in limits() and (str(path), number) not in NO_LIMITS
    ]
    assert found == []


def test_a_limit_written_out_would_be_found():
    tree = ast.parse("def few(count):\n    return count < 5\n")
    assert list(compared(tree)) == [(2, 5.0)]
    assert 5.0 in limits()


def test_every_limit_has_source_and_reason():
    content = tomllib.loads(policy.STANDARD.read_text(encoding="utf-8"))
    for name, section in content.items():
        if isinstance(section, dict):
            for limit, entry in section.items():
                assert entry["source"].strip(), f"{name}.{limit}"
                assert entry["reason"].strip(), f"{name}.{limit}"

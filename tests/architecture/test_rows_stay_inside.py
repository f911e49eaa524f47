"""Rows of persons are asked for by the analysis room alone, which protects what it makes of them."""

from __future__ import annotations

import ast
from pathlib import Path

import folkekommune

PACKAGE = Path(folkekommune.__file__).parent

ALLOWED = {
    "analysis/model_rows.py": "the one place that asks",
    "analysis/design.py": "makes columns of them for an estimator",
    "attacks/around.py": "stands around an engine and passes on",
    "bench/models.py": "measures against libraries that are given the same rows",
}
"""Files outside the engines that may name rows, and what for."""

NAMES = {"Rows", "RowsRequest"}


def imports(file: Path) -> set[str]:
    """Give the names a file takes from the contract of engines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "folkekommune.query.engine"
        for alias in node.names
    }


def test_nobody_else_names_rows() -> None:
    found = {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if imports(file) & NAMES and file.relative_to(PACKAGE).parts[0] != "engines"
    }
    assert found - set(ALLOWED) == set()
    assert {"analysis/model_rows.py", "analysis/design.py"} <= found


def test_nobody_else_asks_an_engine_for_rows() -> None:
    """Whatever it imports: a call of ``….engine.rows(…)``."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        path = file.relative_to(PACKAGE)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rows":
                of = node.func.value
                if "engine" in (of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")):
                    found.add(path.as_posix())
    assert found <= set(ALLOWED)

"""Rows of persons are asked for by the analysis room alone, which protects what it makes of them."""

from __future__ import annotations

import ast
from pathlib import Path

import folkekommune

PACKAGE = Path(folkekommune.__file__).parent

ROOMS = {"engines", "analysis"}
MEASURED = "bench/country_size"
OTHERS = {
    "attacks/around.py",
    "bootstrap/practice.py",
    *(f"{MEASURED}/{name}.py" for name in ("questions", "same", "steps")),
}
"""Stands around an engine and passes on what it gives; asks for rows of invented persons, and can reach no
others: see ``test_practice_reaches_no_person``; holds the rows of an invented country on two engines
together, and opens nothing else: see below."""

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


def outside() -> list[Path]:
    """Give the files that may not speak of rows."""
    files = [file.relative_to(PACKAGE) for file in PACKAGE.rglob("*.py")]
    return [file for file in files if file.parts[0] not in ROOMS and file.as_posix() not in OTHERS]


def test_nobody_else_names_rows() -> None:
    assert [file.as_posix() for file in outside() if imports(PACKAGE / file) & NAMES] == []
    assert imports(PACKAGE / "analysis" / "model_rows.py") >= NAMES


def test_nobody_else_asks_an_engine_for_rows() -> None:
    """Whatever it imports: a call of ``….engine.rows(…)``."""
    found = []
    for file in outside():
        for node in ast.walk(ast.parse((PACKAGE / file).read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "rows"
            ):
                of = node.func.value
                if "engine" in (of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")):
                    found.append(file.as_posix())
    assert found == []


def test_what_measures_a_country_opens_no_installation() -> None:
    """All it can open is the engine on a file, and its one file is that of the invented country."""
    opened = {
        alias.name
        for file in (PACKAGE / MEASURED).glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("folkekommune.bootstrap")
        for alias in node.names
    }
    assert opened == {"open_engine", "open_spark"}
    worker = (PACKAGE / MEASURED / "worker.py").read_text(encoding="utf-8")
    assert worker.count("open_engine(release.") == worker.count("open_engine(") == 1
    assert worker.count("open_spark(release.") == worker.count("open_spark(") == 1
    assert "release = National(place.home)" in worker

"""What makes twins and opens them can reach no release: it knows of none of the rooms that hold one."""

from __future__ import annotations

import ast
from pathlib import Path

import folkekommune

PACKAGE = Path(folkekommune.__file__).parent
MAKERS = [
    *(PACKAGE / "bootstrap" / f"{name}.py" for name in ("practice", "practice_kept")),
    *sorted((PACKAGE / "services" / "practice").glob("*.py")),
]
HOLDERS = (
    "folkekommune.store",
    "folkekommune.ingest",
    "folkekommune.settings",
    "folkekommune.access",
    "folkekommune.keys",
    "folkekommune.export",
    "folkekommune.bootstrap",
    "folkekommune.cli",
)
"""Rooms that hold persons, or know where an installation lies."""

ALLOWED = {"folkekommune.bootstrap.invented", "folkekommune.bootstrap.practice_kept"}
"""Invented databanks: their writing, their policy, their key of noughts; and twins that lie ready."""

ROWS = ("folkekommune.engines",)
"""Rooms that answer from rows: only of the twins that the wiring has written itself."""


def imported(file: Path) -> set[str]:
    """Give the modules of ours that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.startswith("folkekommune")}


def within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def test_no_maker_knows_of_a_room_with_persons() -> None:
    assert len(MAKERS) > 7
    reached = {
        f"{file.stem} {name}"
        for file in MAKERS
        for name in imported(file)
        if within(name, HOLDERS) and not any(within(name, (each,)) for each in ALLOWED)
    }
    assert reached == set()


def test_the_makers_of_twins_know_no_engine() -> None:
    assert [file.stem for file in MAKERS[2:] if any(within(name, ROWS) for name in imported(file))] == []


def test_the_wiring_of_real_data_would_be_found() -> None:
    real = imported(PACKAGE / "bootstrap" / "practice_places.py")
    assert any(within(name, HOLDERS) for name in real)

"""What a databank is about stands in its package: no code, text or template names those added as files."""

from __future__ import annotations

import re

import pytest
from tracked_files import ROOT

from folkekommune.catalogue.packages import load_package

SOURCES = sorted(
    path
    for path in (ROOT / "folkekommune").rglob("*")
    if path.suffix in {".py", ".toml", ".html", ".lark", ".js"} and "static" not in path.parts
)


@pytest.mark.parametrize("folder", ["hjemmetjenester", "modreregister"])
def test_nothing_names_the_databank_its_kinds_of_spell_or_its_files(folder):
    package = load_package(ROOT / "databanks" / folder)
    mappings = {file.stem for file in (package.folder / "mappings").glob("*.toml")}
    names = {folder, *package.databank.spell_kinds, *mappings}
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names)))
    naming = [str(path) for path in SOURCES if pattern.search(path.read_text(encoding="utf-8"))]
    assert len(SOURCES) > 300
    assert naming == []

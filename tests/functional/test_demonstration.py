"""``folkekommune demo --once``: the whole way, checked through the running server; and again."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from demonstrated import Demonstrated, demonstrate, free_port

from folkekommune.bootstrap import open_wiring
from folkekommune.settings import Home

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demonstration")]


def contents(home: Path) -> dict[str, bytes]:
    """Give what was released, published and exported, byte by byte."""
    folders = (home / "store", home / "published", home / "export", home / "deliveries")
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(home)): file.read_bytes() for file in files}


def test_everything_works_end_to_end_and_again_changes_nothing(demonstrated: Demonstrated) -> None:
    home, first = demonstrated.home, demonstrated.said
    assert first.returncode == 0, first.stderr
    # Each of those who log in has an account to try, and their pages were read.
    assert "citizen, planner, researcher, steward and administrator" in first.stderr
    # The example script's table, with its protection told below it.
    assert re.search(r"^2015 .* %", first.stdout, re.MULTILINE)
    assert "Disclosure policy: standard-" in first.stdout
    before = contents(home)
    wiring = open_wiring(Home(home))
    databank = wiring.package().databank.name
    assert wiring.store.releases(databank) == ("1.0.0",)
    assert {p.manifest.municipality for p in wiring.publications.current()} == {"4601", "4624", "4631"}
    exported = {Path(name).name for name in before if name.startswith("export/")}
    assert {"VEKT_KG_U6.tar", "KJONN.tar"} <= exported

    again = demonstrate(home, port=free_port())
    assert again.returncode == 0, again.stderr
    assert again.stdout == first.stdout
    assert contents(home) == before


def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = demonstrate(tmp_path / "home", port=int(taken.getsockname()[1]))
    assert answer.returncode == 2
    assert "is in use" in answer.stderr
    assert not (tmp_path / "home").exists()

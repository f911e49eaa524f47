"""The scripts of a project: each saving a version, none ever changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from folkekommune.errors import InputError
from folkekommune.services.script_shelf import ProjectShelf

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_saving_makes_versions_that_stay(tmp_path: Path) -> None:
    kari, per = ProjectShelf(tmp_path, "Kari", lambda: NOON), ProjectShelf(tmp_path, "Per", lambda: NOON)
    assert kari.write("søvn", "use a\n").number == 1
    assert per.write("søvn", "use b\n").number == 2
    assert kari.write("søvn", "use b\n").number == 2  # the same text is no new version
    assert [(v.number, v.content, v.by) for v in kari.versions("søvn")] == [
        (2, "use b\n", "Per"),
        (1, "use a\n", "Kari"),
    ]
    assert kari.version("søvn", 1).at == NOON
    assert kari.read("søvn") == "use b\n"


def test_the_script_saved_last_stands_first(tmp_path: Path) -> None:
    for hour, name in enumerate(("one", "two", "one")):
        moment = NOON + timedelta(hours=hour)
        ProjectShelf(tmp_path, "Kari", lambda moment=moment: moment).write(name, f"let x = {hour}\n")
    found = ProjectShelf(tmp_path, "Kari").latest()
    assert [(version.name, version.number) for version in found] == [("one", 2), ("two", 1)]


def test_a_version_that_is_not_there_is_told(tmp_path: Path) -> None:
    shelf = ProjectShelf(tmp_path, "Kari")
    shelf.write("a", "help\n")
    for number in (0, 2):
        with pytest.raises(InputError) as fault:
            shelf.version("a", number)
        assert fault.value.code == "services.no-such-version"


def test_two_who_save_at_once_lose_nothing(tmp_path: Path) -> None:
    """Eight at a time: eight versions, numbered without a gap."""
    shelf = ProjectShelf(tmp_path, "Kari")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: shelf.write("a", f"let x = {n}\n"), range(8)))
    kept = shelf.versions("a")
    assert [version.number for version in kept] == [8, 7, 6, 5, 4, 3, 2, 1]
    assert {version.content for version in kept} == {f"let x = {n}\n" for n in range(8)}
    assert [file.suffix for file in (tmp_path / "a").iterdir()] == [".json"] * 8

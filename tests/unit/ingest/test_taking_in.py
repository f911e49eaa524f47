"""A delivery that others could change is read from a copy, and no link in it is followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from folkekommune.errors import InputError
from folkekommune.ingest.taking_in import forget_copies, taken_in


@pytest.fixture
def laid(tmp_path: Path) -> Path:
    folder = tmp_path / "4601" / "2026-05"
    (folder / "files").mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    (folder / "files" / "rows.csv").write_text("a;b\n")
    (tmp_path / "copies").mkdir()
    (tmp_path / "secret.key").write_text("a key")
    for each in (folder.parent, folder, folder / "files"):
        each.chmod(0o755)
    for each in (folder / "manifest.json", folder / "files" / "rows.csv"):
        each.chmod(0o644)
    return folder


def test_what_nobody_else_can_change_is_read_as_it_lies(laid: Path, tmp_path: Path) -> None:
    with taken_in(laid, tmp_path / "copies") as taken:
        assert taken == laid


@pytest.mark.parametrize("open_to_others", [".", "files", "files/rows.csv", ".."])
def test_what_others_can_change_is_read_from_a_copy_that_is_removed(
    laid: Path, tmp_path: Path, open_to_others: str
) -> None:
    path = (laid / open_to_others).resolve()
    path.chmod(path.stat().st_mode | 0o020)
    with taken_in(laid, tmp_path / "copies") as taken:
        assert taken.is_relative_to(tmp_path / "copies")
        (laid / "files" / "rows.csv").write_text("changed")
        assert taken.name == laid.name
        assert (taken / "files" / "rows.csv").read_text() == "a;b\n"
    assert list((tmp_path / "copies").iterdir()) == []


@pytest.mark.parametrize("kind", ["link", "folder", "second name", "all of it"])
def test_a_link_is_refused_and_what_it_leads_to_not_read(laid: Path, tmp_path: Path, kind: str) -> None:
    laid.chmod(0o775)
    delivery = laid
    if kind == "link":
        (laid / "more.csv").symlink_to(tmp_path / "secret.key")
    elif kind == "folder":
        (laid / "more").symlink_to(tmp_path)
    elif kind == "second name":
        (laid / "more.csv").hardlink_to(tmp_path / "secret.key")
    else:
        delivery = laid.with_name("linked")
        delivery.symlink_to(laid)
    with (
        pytest.raises(InputError, match=r"tasks\.delivery-links"),
        taken_in(delivery, tmp_path / "copies") as taken,
    ):
        pytest.fail(f"read from {taken}")
    assert list((tmp_path / "copies").iterdir()) == []


def test_what_a_killed_reader_left_is_removed_and_its_lock_is_not(tmp_path: Path) -> None:
    (tmp_path / "left").mkdir()
    (tmp_path / ".lock").touch()
    forget_copies(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [".lock"]

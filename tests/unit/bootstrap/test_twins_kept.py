"""Twins that lie ready: whole or not there, one's own while one practises, gone when they are not wanted."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest
from script_worlds import variable, words

from folkekommune.bootstrap.practice_kept import KeptTwins, twin_name
from folkekommune.catalogue.model import Databank, ValueType
from folkekommune.services.practice.weights import Weights

BANK = Databank("no.example", words("bank"), words("bank"), (), {}, {}, {})
MORE = Databank(
    "no.example", words("bank"), words("bank"), (), {}, {"BORN": variable("BORN", ValueType.INTEGER)}, {}
)
MADE_FROM = {
    "databank": BANK,
    "version": "1.0.0",
    "parts": ("4601",),
    "weights": Weights({"A": {1: 0.5}}),
    "until": date(2024, 12, 31),
    "persons": 10,
}


def named(**changes: object) -> str:
    return twin_name(**(MADE_FROM | changes))


def test_what_lies_ready_is_given_and_stays_ones_own(tmp_path: Path) -> None:
    kept, own = KeptTwins(tmp_path), tmp_path / "own"
    own.mkdir()
    assert not kept.give("a", own / "twin")
    kept.keep("a", lambda file: file.write_text("first"))
    kept.keep("a", lambda _: pytest.fail("it lies there"))
    assert kept.give("a", own / "twin")
    kept.keep_only(())
    assert not kept.give("a", own / "again")
    assert (own / "twin").read_text() == "first"
    assert [file.name for file in own.iterdir()] == ["twin"]


def test_on_another_disk_a_copy_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptTwins(tmp_path)
    kept.keep("a", lambda file: file.write_text("first"))

    def refuse(source: Path, to: Path) -> None:
        raise FileNotFoundError if not source.exists() else OSError(18, "other disk")

    monkeypatch.setattr(os, "link", refuse)
    assert kept.give("a", tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "first"


def test_what_was_never_finished_is_not_given_and_goes_in_time(tmp_path: Path) -> None:
    kept = KeptTwins(tmp_path)

    def fail(file: Path) -> None:
        file.write_text("half")
        raise InterruptedError

    with pytest.raises(InterruptedError):
        kept.keep("a", fail)
    assert list(tmp_path.iterdir()) == []
    killed, at_work = (tmp_path / f".unfinished-{name}.duckdb" for name in ("killed", "at-work"))
    for file in (killed, at_work):
        file.touch()
    long_ago = time.time() - 7200
    os.utime(killed, (long_ago, long_ago))
    kept.keep_only(())
    assert list(tmp_path.iterdir()) == [at_work]


@pytest.mark.parametrize(
    "change",
    [
        {"databank": MORE},
        {"version": "1.0.1"},
        {"parts": ("4631",)},
        {"parts": ("4601", "4631")},
        {"weights": Weights({"A": {1: 0.4}})},
        {"until": date(2025, 12, 31)},
        {"persons": 11},
    ],
    ids=str,
)
def test_a_twin_of_anything_else_has_another_name(change: dict[str, object]) -> None:
    assert named() == named()
    assert named(**change) != named()


def test_weights_that_were_kept_and_read_back_give_the_same_name() -> None:
    weights = Weights({"A": {1: 0.1 + 0.2, "b": 1 / 3}}, {"C": 2.5}, {"4601": 7.0})
    assert named(weights=Weights.restored(weights.plain())) == named(weights=weights)

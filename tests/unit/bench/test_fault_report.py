"""Outcomes of faults are judged and told, and the pages are those their data gives."""

from __future__ import annotations

import json
import socket
import threading
from datetime import date
from pathlib import Path

import pytest

from folkekommune.bench import faults
from folkekommune.bench.breaking.clock import set_wrong, wrong_clock
from folkekommune.bench.breaking.outcome import Kind, Outcome, Tally, found_in
from folkekommune.bench.breaking.page import DATA, PAGES, write_pages, written
from folkekommune.bench.breaking.wire import wire_to
from folkekommune.bench.faults import figures_of

LANGUAGES = ("nb", "nn", "en")


def tally(*outcomes: Outcome) -> Tally:
    """Make up what became of a server that was killed."""
    found = Tally(not_tried=[Kind("disk-slow", "load")])
    for outcome in outcomes:
        found.count(Kind("killed", "server"), outcome)
    found.count(Kind("disk-full", "backup"), Outcome.TOLD)
    return found


@pytest.mark.parametrize(
    "bad", [each for each in Outcome if each.value not in {"untouched", "recovered", "told"}]
)
def test_one_bad_outcome_is_enough_at_any_scale(bad: Outcome) -> None:
    good = figures_of(tally(Outcome.RECOVERED, Outcome.UNTOUCHED), 0.1)
    assert [figure.holds for figure in good] == [True, True, True]
    whole, killed, disk = figures_of(tally(Outcome.RECOVERED, bad), 0.1)
    assert [whole.holds, killed.holds, disk.holds] == [False, False, True]
    assert f"1 {bad.value}" in killed.note


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (b"Leveransen har 12345678901 rader", Outcome.VALUE),
        (b"123456789012 byte", None),  # twelve digits are no identity number
        (b'"request": "1341a79060741712"', None),  # eleven digits within the name of a request
        (b"Traceback (most recent call last):\n  File", Outcome.OWN_WORDS),
        (b"Disken er full.", None),
    ],
)
def test_messages_are_looked_through(told: bytes, found: Outcome | None) -> None:
    assert found_in(told) is found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_each_kind_and_what_was_not_tried(tmp_path: Path, language: str) -> None:
    found = tally(Outcome.RECOVERED, Outcome.RECOVERED, Outcome.LOST)
    write_pages(tmp_path, found, seed=7, scale=1, today=date(2026, 11, 22))
    page = (tmp_path / PAGES[language]).read_text("utf-8")
    told = {
        "nb": (
            "| tjeneren, med kontrolldata i en fil | 3 | 2 gjort på nytt, samme svar, 1 **borte** |",
            "treg disk",
        ),
        "nn": (
            "| tenaren, med kontrolldata i ei fil | 3 | 2 gjort på nytt, same svar, 1 **borte** |",
            "treg disk",
        ),
        "en": (
            "| the server, control data in a file | 3 | 2 done anew, same answer, 1 **lost** |",
            "slow disk",
        ),
    }
    for words in told[language]:
        assert words in page


@pytest.mark.parametrize("fault", list(Outcome))
def test_every_kind_and_outcome_has_its_words(fault: Outcome) -> None:
    rows = [
        {"fault": kind.fault, "to": kind.to, "outcomes": {fault.value: 1}}
        for kind in (*faults._ON_FILE, *faults._ON_DISK, *faults._ON_POSTGRESQL, *faults._ON_COMMANDS)
    ]
    data = {
        "faults": 1,
        "bad": 0,
        "rows": rows,
        "not_tried": [],
        "date": "2026-11-22",
        "seed": 1,
        "scale": 0.5,
    }
    assert len({written(data, language) for language in LANGUAGES}) == len(LANGUAGES)


def test_the_pages_are_what_their_data_gives(tmp_path: Path) -> None:
    write_pages(tmp_path, tally(Outcome.TOLD), seed=7, scale=0.5, today=date(2026, 11, 22))
    data = json.loads((tmp_path / DATA).read_text("utf-8"))
    assert {name: (tmp_path / name).read_text("utf-8") for name in PAGES.values()} == {
        name: written(data, language) for language, name in PAGES.items()
    }
    assert "**Only some of the faults" in written(data, "en")


def test_the_clock_is_wrong_by_what_is_set_and_right_again(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    set_wrong(file, 0)
    now = wrong_clock(file)
    right = now()
    set_wrong(file, -3600)
    assert 3500 < (right - now()).total_seconds() < 3700
    set_wrong(file, 0)
    assert now() >= right


def test_a_wire_that_is_cut_carries_nothing_and_then_carries_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as far:
        threading.Thread(target=echo, args=(far,), daemon=True).start()
        with wire_to(far.getsockname()[1]) as wire:
            assert say(wire.port) == b"hei"
            with wire.cut():
                assert say(wire.port) == b""
            assert say(wire.port) == b"hei"


def echo(far: socket.socket) -> None:
    """Say everything back."""
    while True:
        try:
            stream, _ = far.accept()
        except OSError:
            return
        with stream:
            stream.sendall(stream.recv(100))


def say(port: int) -> bytes:
    """Say something, and give what comes back; nothing where nobody is."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as stream:
            stream.sendall(b"hei")
            return stream.recv(100)
    except OSError:
        return b""

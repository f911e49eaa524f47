"""What is read from files is read once for all who ask, and again when the files have changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest

from folkekommune.up_to_date import Once, UpToDate


class Files:
    """Files that are read slowly enough for others to come meanwhile."""

    def __init__(self) -> None:
        self.state, self.read = "first", list[str]()

    def stamp(self) -> str:
        """Tell their state."""
        return self.state

    def content(self) -> str:
        """Read them."""
        self.read.append(self.state)
        sleep(0.05)
        return f"content of {self.state}"


def test_the_same_is_given_until_the_files_change():
    files = Files()
    kept = UpToDate(files.stamp, files.content)
    assert [kept.now(), kept.now()] == ["content of first"] * 2
    files.state = "second"
    assert [kept.now(), kept.now()] == ["content of second"] * 2
    assert files.read == ["first", "second"]


def test_many_who_ask_at_once_cause_one_reading():
    files, everybody = Files(), Barrier(8)
    kept = UpToDate(files.stamp, files.content)

    def ask(_: int) -> str:
        everybody.wait()
        return kept.now()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"content of first"}
    assert files.read == ["first"]


def test_what_could_not_be_read_is_tried_again():
    attempts = []

    def content() -> str:
        attempts.append(1)
        if len(attempts) == 1:
            raise FileNotFoundError
        return "content"

    kept = UpToDate(lambda: None, content)
    with pytest.raises(FileNotFoundError):
        kept.now()
    assert kept.now() == "content"


def test_what_never_changes_is_read_once_a_key_however_many_ask():
    read, everybody = list[str](), Barrier(8)

    def content(key: str) -> str:
        read.append(key)
        sleep(0.05)
        return f"content of {key}"

    kept = Once(content)

    def ask(number: int) -> str:
        everybody.wait()
        return kept.of(f"key {number % 2}")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"content of key 0", "content of key 1"}
    assert sorted(read) == ["key 0", "key 1"]


def test_a_key_that_could_not_be_read_is_read_when_it_is_asked_for_again():
    answers = iter([FileNotFoundError(), "content"])

    def content(_: str) -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    kept = Once(content)
    with pytest.raises(FileNotFoundError):
        kept.of("key")
    assert kept.of("key") == "content"

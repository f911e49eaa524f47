"""One writer at a time."""

from __future__ import annotations

import multiprocessing

import pytest

from folkekommune.errors import UsageError
from folkekommune.store.locks import exclusive


def test_a_lock_that_is_held_is_refused_with_the_given_code(tmp_path):
    with exclusive(tmp_path, "first"), pytest.raises(UsageError) as refusal, exclusive(tmp_path, "second"):
        pass
    assert refusal.value.code == "second"
    assert refusal.value.parameters == {"folder": str(tmp_path)}


def test_a_lock_is_free_again_after_a_fault(tmp_path):
    with pytest.raises(ZeroDivisionError), exclusive(tmp_path, "first"):
        raise ZeroDivisionError
    with exclusive(tmp_path, "second"):
        pass


def hold(folder, held) -> None:
    with exclusive(folder, "other"):
        held.set()
        held_for_long = multiprocessing.Event()
        held_for_long.wait(60)


def test_a_lock_dies_with_its_holder(tmp_path):
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    other = context.Process(target=hold, args=(tmp_path, held))
    other.start()
    assert held.wait(30)
    with pytest.raises(UsageError), exclusive(tmp_path, "busy"):
        pass
    other.kill()
    other.join()
    with exclusive(tmp_path, "free"):
        pass

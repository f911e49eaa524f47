"""Work that makes many lasting objects: cycles are still found, and all is as usual afterwards."""

from __future__ import annotations

import gc

import pytest

from folkekommune.lasting import many_lasting_objects


def test_cycles_are_looked_for_less_often_and_still():
    usual = gc.get_threshold()
    with many_lasting_objects():
        assert all(seldom > often for seldom, often in zip(gc.get_threshold()[:2], usual[:2], strict=True))
        assert gc.isenabled()
    assert gc.get_threshold() == usual


def test_after_a_fault_all_is_as_usual():
    usual = gc.get_threshold()
    with pytest.raises(KeyError), many_lasting_objects():
        raise KeyError
    assert gc.get_threshold() == usual


def test_one_within_another_ends_as_usual():
    usual = gc.get_threshold()
    with many_lasting_objects(), many_lasting_objects():
        pass
    assert gc.get_threshold() == usual

"""The bench of what follows an import asks both sides about the same children."""

from __future__ import annotations

import pytest

from folkekommune.bench import follow_up
from folkekommune.synthetic.national.release import national


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Let the country have six hundred children."""
    made = national(tmp_path, children=600)
    monkeypatch.setattr(follow_up, "country", lambda _scale: made)


def test_both_count_the_children_that_were_kept(small):
    figures = {each.name: each for each in follow_up.measure(0.1)}
    assert set(figures) == {"follow-up", "follow-up-table", "follow-up-summary"}
    kept = int(figures["follow-up"].note.split(" kept rows")[0])
    assert 0 < kept < 600


def test_children_that_one_side_left_out_end_the_measurement(small, monkeypatch):
    monkeypatch.setattr(follow_up, "_BORN_BEFORE", 2010)
    whole = follow_up._population()
    monkeypatch.setattr(follow_up, "_BORN_BEFORE", 2019)
    monkeypatch.setattr(follow_up, "_population", lambda: whole)
    with pytest.raises(RuntimeError, match="same rows"):
        follow_up.measure(0.1)

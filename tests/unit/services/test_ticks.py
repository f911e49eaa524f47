"""Over the network an answer comes at the end of a tick, however long it took within it."""

from __future__ import annotations

import pytest

from folkekommune.services.ticks import TICK, on_ticks


class Time:
    """A clock that goes as fast as the work says."""

    def __init__(self) -> None:
        self.now = 100.0

    def clock(self) -> float:
        """Give the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        assert seconds >= 0
        self.now += seconds


@pytest.mark.parametrize(("took", "ticks"), [(0.001, 1), (0.2, 1), (0.26, 2), (0.9, 4)])
def test_an_answer_comes_at_the_end_of_a_tick(took: float, ticks: int) -> None:
    time = Time()

    def answer(_: object) -> str:
        time.now += took
        return "answer"

    assert on_ticks(answer, clock=time.clock, sleep=time.sleep)("question") == "answer"
    assert time.now == pytest.approx(100 + ticks * TICK)


def test_a_failure_comes_on_a_tick_too() -> None:
    time = Time()

    def fail(_: object) -> str:
        time.now += 0.01
        raise RuntimeError

    with pytest.raises(RuntimeError):
        on_ticks(fail, clock=time.clock, sleep=time.sleep)("question")
    assert time.now == pytest.approx(100 + TICK)

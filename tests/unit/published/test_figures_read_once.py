"""When many ask at once for figures that nobody has read yet, they are read once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from folkekommune.disclosure.shares import Audience
from folkekommune.published.figures import CurrentFigures

ASKING = 6


class SlowToRead:
    """Publications that are read until somebody says that it is enough."""

    def __init__(self) -> None:
        self.reads = 0
        self.enough = Event()

    def stamp(self):
        """Never change."""
        return (1,)

    def current(self):
        """Take a while, and count it."""
        self.reads += 1
        self.enough.wait(0.3)
        return ()


def test_many_who_ask_at_once_share_one_reading() -> None:
    publications = SlowToRead()
    figures, together = CurrentFigures(publications, Audience.PUBLIC), Barrier(ASKING)

    def ask(_: int) -> object:
        together.wait()
        return figures.now()

    with ThreadPoolExecutor(ASKING) as pool:
        found = list(pool.map(ask, range(ASKING)))
    assert publications.reads == 1
    assert all(each is found[0] for each in found)

"""Work that makes very many objects that last, such as the cells of cubes.

Python looks through all objects for unreachable cycles whenever some hundreds are new, and again and again
through those that last. Cells know nothing of each other and need no such search: it was a third of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_USUAL = gc.get_threshold()
_SELDOM = (200_000, 20, 100)


@contextmanager
def many_lasting_objects() -> Iterator[None]:
    """Look for unreachable cycles seldom, but still do, while a block or a function runs.

    Whichever of several at once ends first ends it for all, which costs time and nothing else.
    """
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)

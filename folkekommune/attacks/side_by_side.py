"""Run the parts of an attack side by side, a process a core."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

Task = TypeVar("Task")
Found = TypeVar("Found")


def side_by_side(work: Callable[[Task], Found], tasks: Sequence[Task]) -> list[Found]:
    """Do a piece of work for each task, in processes that share nothing; give what was found in order."""
    workers = min(os.cpu_count() or 1, len(tasks))
    # Started afresh: a copied process would share the locks of its parent's database threads.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return list(pool.map(work, tasks))

"""Run the parts of an attack side by side, a process a core."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TypeVar

Task = TypeVar("Task")
Found = TypeVar("Found")


def side_by_side(work: Callable[[Task], Found], tasks: Sequence[Task]) -> list[Found]:
    """Do a piece of work for each task, in processes that share nothing; give what was found in order."""
    return list(_processes().map(work, tasks))


@cache
def _processes() -> ProcessPoolExecutor:
    """Start the processes, once for all attacks: each takes longer to begin than a short attack lasts."""
    # Started afresh: a copied process would share the locks of its parent's database threads.
    return ProcessPoolExecutor(
        os.cpu_count() or 1, mp_context=get_context("spawn"), initializer=_end_with_parent
    )


def _end_with_parent() -> None:
    """End this process when the one that started it ends, be it killed: nobody else would end it."""
    Thread(target=_outlive_none, daemon=True).start()


def _outlive_none() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

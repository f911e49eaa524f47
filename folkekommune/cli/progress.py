"""Show how far long work has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


class Bar:
    """A progress bar on standard error."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=None)

    def __call__(self, done: int, total: int) -> None:
        """Show how much is done of how much."""
        self._progress.update(self._task, completed=done, total=total or None)

    def step(self, title: str, done: int, total: int) -> None:
        """Show the step under way and how much of it is done."""
        self._progress.update(self._task, description=title, completed=done, total=total or None)


@contextmanager
def bar(title: str) -> Iterator[Bar]:
    """Show a progress bar while the work lasts; none when standard error is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, title)

"""Carry out what is ordered from the vault's user, one task at a time.

While a task is at work, a thread says that its worker is alive and how far it is. Who is killed says nothing
more: the task is then taken once more by the next worker, and nothing of what was half done is kept.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, Self

from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.access.vault_tasks import Said, Task, TaskState, TaskStateError, VaultTasks
from folkekommune.errors import UserError

_log = logging.getLogger(__name__)
_LOOK = 1.0
_TELL = 4.0
FAULT = "tasks.fault"


class Done(Protocol):
    """What came of a task."""

    @property
    def said(self) -> Said:
        """In a sentence."""

    @property
    def sealed(self) -> str | None:
        """What there is to show, if anything."""


CarryOut = Callable[[Task, Callable[[Said], None]], Done]


class VaultWorker:
    """Take tasks and see each to its end.

    :param carry_out: does what a task orders, telling how far it is. :param look_round: is called every few
        seconds, whether there is work or not. :param paused: says whether nothing may begin now.
    """

    def __init__(
        self,
        tasks: VaultTasks,
        carry_out: CarryOut,
        *,
        look_round: Callable[[], None] = lambda: None,
        paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self._tasks = tasks
        self._carry_out = carry_out
        self._look_round = look_round
        self._paused = paused

    def serve(self, stop: threading.Event) -> None:
        """Work until told to stop."""
        told = 0.0
        while not stop.is_set():
            try:
                if time.monotonic() - told > _TELL or not told:
                    self._look_round()
                    told = time.monotonic()
                if self._paused() or not self.work_next():
                    stop.wait(_LOOK)
            except Exception as fault:  # noqa: BLE001 - a worker outlives what goes wrong around one task
                _log.error("vault worker: %s", type(fault).__name__)
                stop.wait(_LOOK)

    def work_next(self) -> bool:
        """Carry out the first of those that wait; say whether there was one."""
        task = self._tasks.claim()
        if task is not None:
            self._see_through(task)
        return task is not None

    def _see_through(self, task: Task) -> None:
        try:
            with _Telling(self._tasks, task, self._look_round) as telling:
                state, said, sealed = self._tried(task, telling.say)
        except BaseException:
            # Told to stop, or the control database is away: the next who takes tasks begins it anew.
            with suppress(TaskStateError, ControlUnreachable):
                self._tasks.give_back(task)
            raise
        _note(task, state, said)
        with suppress(TaskStateError):  # taken by another meanwhile, who tells of its end
            self._end(task, state, said, sealed=sealed)

    def _tried(self, task: Task, say: Callable[[Said], None]) -> tuple[TaskState, Said, str | None]:
        try:
            done = self._carry_out(task, say)
        except ControlUnreachable:
            raise
        except UserError as fault:
            return TaskState.FAILED, Said(fault.code, fault.parameters), None
        except Exception as fault:  # noqa: BLE001 - told by its kind, never its values
            return TaskState.FAILED, Said(FAULT, {"kind": type(fault).__name__}), None
        return TaskState.DONE, done.said, done.sealed

    def _end(self, task: Task, state: TaskState, said: Said, *, sealed: str | None) -> None:
        """Mark a task as ended; while the control database is away, try as long as the task is one's own."""
        mine_until = time.monotonic() + self._tasks.lease.total_seconds()
        while True:
            try:
                self._tasks.end(task, state, said, sealed=sealed)
            except ControlUnreachable:
                if time.monotonic() > mine_until:
                    raise
                time.sleep(_LOOK)
            else:
                return


class _Telling:
    """Say every few seconds that a task is at work, and how far it is, while a block lasts."""

    def __init__(self, tasks: VaultTasks, task: Task, look_round: Callable[[], None]) -> None:
        self._tasks = tasks
        self._task = task
        self._look_round = look_round
        self._said: Said | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tell, name="telling", daemon=True)

    def say(self, said: Said) -> None:
        """Say how far the task is; it is told at the next turn."""
        self._said = said

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _tell(self) -> None:
        while not self._over.wait(_TELL / 2):
            try:
                self._tasks.keep(self._task, self._said)
                self._look_round()
            except Exception as fault:  # noqa: BLE001 - the work goes on; its end shows whether it is still one's own
                _log.warning("vault worker cannot tell: %s", type(fault).__name__)


def _note(task: Task, state: TaskState, said: Said) -> None:
    fields = {
        "kind": task.order.kind.value,
        "municipality": task.order.municipality,
        "outcome": state.value,
        "code": said.code,
    }
    level = logging.INFO if state is TaskState.DONE else logging.WARNING
    _log.log(level, "task", extra={"fields": fields})

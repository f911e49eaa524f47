"""Take runs out of the queue, one at a time, and see each to its end."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from folkekommune.access.audit import AuditEvent
from folkekommune.access.postgresql import ControlUnreachable
from folkekommune.access.run_records import Run, RunRecords, RunState, RunStateError
from folkekommune.errors import EXIT_DONE, EXIT_FORBIDDEN, EXIT_INPUT
from folkekommune.runs.child import Child
from folkekommune.runs.limits import Limits

_log = logging.getLogger(__name__)
_LOOK = 0.2
_FAULT = "fault"
_TRIES = 2
"""A run whose process somebody kills is run once more; a script that is the reason for it ends there."""
_BY_EXIT_CODE = {
    EXIT_DONE: RunState.DONE,
    EXIT_INPUT: RunState.FAULT,
    EXIT_FORBIDDEN: RunState.CANCELLED,  # all answering was stopped
}

EXIT_TRY_AGAIN = 75
"""How a child leaves that could not reach the control database: the run goes back to the queue."""

STOPPED = "stopped"
"""Key in a run's result for why it was ended from outside: ``memory`` or ``fault``."""

Event = Callable[[Run], AuditEvent | None]


class Worker:
    """See runs to their end, one after the other.

    :param command: starts a child that reads the run's id from its standard input, saves results as
        they come, and leaves with 0, or with 3 when the script has faults.
    :param event: what the audit trail is told of a run that has ended.
    :param paused: says whether no run may begin now.
    """

    def __init__(
        self,
        records: RunRecords,
        command: Sequence[str],
        *,
        limits: Limits,
        event: Event | None = None,
        paused: Callable[[], bool] = lambda: False,
    ) -> None:
        self._records = records
        self._command = tuple(command)
        self._limits = limits
        self._event = event
        self._paused = paused
        self._spare: Child | None = None

    def serve(self, stop: threading.Event) -> None:
        """Work until told to stop. A run that is under way then goes back to the queue."""
        while not stop.is_set():
            try:
                if self._spare is None or self._spare.exit_code is not None:
                    self._spare = Child(self._command)
                run = None if self._paused() else self._records.claim()
                if run is None:
                    stop.wait(_LOOK)
                else:
                    self._see_through(run, stop)
            except Exception as fault:  # noqa: BLE001  (a worker outlives what goes wrong with one run)
                _log.error("worker: %s", type(fault).__name__)
                stop.wait(1)
        self.close()

    def run_next(self) -> bool:
        """Run the first of the queue to its end; say whether there was one."""
        run = self._records.claim()
        if run is not None:
            self._see_through(run, threading.Event())
        return run is not None

    def close(self) -> None:
        """End the child that waits for a run."""
        if self._spare is not None:
            self._spare.stop(0)
            self._spare = None

    def _see_through(self, run: Run, stop: threading.Event) -> None:
        for _ in range(_TRIES):
            child, self._spare = self._spare or Child(self._command), None
            child.begin(run.identifier)
            try:
                state, reason = self._watch(run, child, stop)
            finally:
                child.stop(self._limits.patience)
            if not (reason == _FAULT and child.was_killed):
                break
        if state is None:
            with suppress(RunStateError, ControlUnreachable):  # whoever cannot say so loses the claim in time
                self._records.give_back(run)
            return
        self._end(run, state, reason)

    def _watch(self, run: Run, child: Child, stop: threading.Event) -> tuple[RunState | None, str]:
        deadline = time.monotonic() + self._limits.seconds
        mine_until = self._mine_until()
        while not stop.is_set():
            exit_code = child.wait(_LOOK)
            if exit_code is not None:
                if exit_code == EXIT_TRY_AGAIN:
                    return None, ""
                state = _BY_EXIT_CODE.get(exit_code, RunState.FAULT)
                return state, "" if exit_code in _BY_EXIT_CODE else _FAULT
            try:
                if self._records.keep(run).cancel_requested:
                    return RunState.CANCELLED, ""
                mine_until = self._mine_until()
            except ControlUnreachable:
                if time.monotonic() > mine_until:
                    return None, ""
            if time.monotonic() > deadline:
                return RunState.TIMED_OUT, ""
            if child.memory() > self._limits.memory:
                return RunState.FAULT, "memory"
        return None, ""

    def _end(self, run: Run, state: RunState, reason: str) -> None:
        """Mark a run as ended; while the control database is away, try as long as the run is one's own."""
        mine_until = self._mine_until()
        while True:
            try:
                result = self._with_reason(run.identifier, reason) if reason else None
                self._records.end(run.identifier, state, result=result, claim=run.claim, event=self._event)
            except ControlUnreachable:
                if time.monotonic() > mine_until:
                    raise
                time.sleep(_LOOK)
            else:
                return

    def _mine_until(self) -> float:
        return time.monotonic() + self._records.lease.total_seconds()

    def _with_reason(self, identifier: str, reason: str) -> str:
        kept = json.loads(self._records.get(identifier).result or "{}")
        return json.dumps({**kept, STOPPED: reason}, ensure_ascii=False)

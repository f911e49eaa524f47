"""Keep twins for practice ready while a server runs: made anew when what they are made from has changed."""

from __future__ import annotations

import logging
import subprocess
import threading
from collections.abc import Callable, Sequence

_log = logging.getLogger(__name__)
_LOOK = 2.0
_AGAIN = 60.0


class PracticeKeeper:
    """See to it, in a thread of the server, that the twins are those of today.

    :param command: makes them, in a process of its own. :param state: changes when they must be made anew.
    """

    def __init__(self, command: Sequence[str], state: Callable[[], object]) -> None:
        self._command = tuple(command)
        self._state = state
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and what is being made with it."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _serve(self) -> None:
        made_of: object = None
        pause = 0.0
        while not self._stop.wait(pause):
            pause = _LOOK
            try:
                now = self._state()
                if now == made_of:
                    continue
                if self._make():
                    made_of = now
                else:
                    pause = _AGAIN
            except Exception as fault:  # noqa: BLE001  (practice works without, only slower)
                _log.error("practice: %s", type(fault).__name__)
                pause = _AGAIN

    def _make(self) -> bool:
        """Make the twins; say whether that was done."""
        with subprocess.Popen(  # noqa: S603  (our own command line, no shell)
            self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        ) as child:
            while child.poll() is None:
                if self._stop.wait(0.1):
                    child.terminate()
            return child.returncode == 0

"""How far a load is: told in a file, so that a page tells of a load whoever started it, and can stop it.

The file says how many rows are read of how many, or why the last load ended. Whoever loads holds the lock of
the folder; where no one does, a load that the file tells of has died.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from folkekommune.errors import Parameter, UsageError, UserError
from folkekommune.settings import Home, share
from folkekommune.store.locks import exclusive

Progress = Callable[[int, int], None]
"""Rows done, and rows the manifest promises."""

DIED = "ingest.load-died"
UNCHANGED = "ingest.load-unchanged"
"""The same delivery was loaded before, in the same way: nothing is wrong, and there is nothing to do."""
_FILE, _STOP = "load.json", "stop"


@dataclass(frozen=True)
class LoadState:
    """A load that is under way, or ended without a delivery in the draft.

    :param delivery: the name of its folder. :param promised: 0 where the manifest does not say.
    :param fault: the code of what ended it, with what its sentence needs; empty while it goes on.
    """

    delivery: str
    since: str
    databank: str = ""
    rows: int = 0
    promised: int = 0
    fault: str = ""
    parameters: dict[str, Parameter] = field(default_factory=dict, hash=False)

    @property
    def is_under_way(self) -> bool:
        """Whether it goes on."""
        return not self.fault


@dataclass(frozen=True)
class LoadBoard:
    """Where the loads of a municipality tell how far they are. One at a time does."""

    folder: Path

    @classmethod
    def of(cls, home: Home, municipality: str) -> LoadBoard:
        """Give the board of a municipality."""
        return cls(home.temporary / "loads" / municipality)

    @contextmanager
    def telling(self, delivery: str, databank: str) -> Iterator[Progress]:
        """Tell of a load while it lasts, and why it ended if it ends badly.

        What is given is called with rows read and promised; it stops the load when someone asked for that.

        :raises UsageError: ``ingest.load-busy``; ``ingest.load-stopped`` from what is given.
        """
        self._make_folder()
        state = LoadState(delivery, since=_now(), databank=databank)
        with exclusive(self.folder, "ingest.load-busy"):
            self._stop.unlink(missing_ok=True)
            self._write(state)

            def told(rows: int, promised: int) -> None:
                if self._stop.exists():
                    raise UsageError("ingest.load-stopped")
                self._write(LoadState(delivery, state.since, databank=databank, rows=rows, promised=promised))

            try:
                yield told
            except UserError as fault:
                self._fail(delivery, fault.code, fault.parameters)
                raise
            except Exception:
                self._fail(delivery, DIED, {})
                raise
            self._file.unlink(missing_ok=True)

    def failed(self, delivery: str, code: str, parameters: dict[str, Parameter]) -> None:
        """Tell of a load that ended before it began, unless another is under way."""
        self._make_folder()
        with suppress(UsageError), exclusive(self.folder, "ingest.load-busy"):
            self._fail(delivery, code, parameters)

    def read(self) -> LoadState | None:
        """Tell of the load that is under way, or of the last one if it ended badly."""
        if not self._file.exists():
            return None
        try:
            with exclusive(self.folder, "ingest.load-busy", patience=0):
                state = self._read()
                if state is not None and state.is_under_way:
                    self._fail(state.delivery, DIED, {})
        except UsageError:
            pass  # someone holds the lock: what the file tells of goes on
        return self._read()

    def ask_to_stop(self) -> bool:
        """Ask the load that is under way to stop; tell whether there was one."""
        state = self.read()
        if state is None or not state.is_under_way:
            return False
        self._stop.touch(mode=0o600)
        return True

    def _make_folder(self) -> None:
        for folder in (self.folder.parent, self.folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            share(folder)

    @property
    def _file(self) -> Path:
        return self.folder / _FILE

    @property
    def _stop(self) -> Path:
        return self.folder / _STOP

    def _read(self) -> LoadState | None:
        try:
            return LoadState(**json.loads(self._file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _fail(self, delivery: str, code: str, parameters: dict[str, Parameter]) -> None:
        self._write(LoadState(delivery, since=_now(), fault=code, parameters=parameters))

    def _write(self, state: LoadState) -> None:
        """Write the file in one step; a load does not end because it cannot tell how far it is."""
        temporary = self.folder / f".{secrets.token_hex(4)}"
        with suppress(OSError):
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(asdict(state), stream)
            share(temporary)
            temporary.rename(self._file)
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

"""The server of an installation in a process of its own: started, awaited, ended politely or not."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep

PROGRAM = (sys.executable, "-m", "folkekommune.cli")
_PATIENCE = 120.0
_LOOK = 0.1
_OK = 200


def free_port() -> int:
    """Give a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A server on loopback.

    :param log: what it says is added to this file.
    :param program: the command line that is started, for a server in which something is made to fail.
    :param environment: what it is told besides our own environment.
    """

    home: Path
    log: Path
    program: Sequence[str] = PROGRAM
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def base(self) -> str:
        """The address of its pages."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None  # noqa: S101 - asked of a server that was started
        return self._process.pid

    def start(self) -> None:
        """Start it, without waiting."""
        command = [*self.program, "serve", "--home", str(self.home), "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )

    def wait(self, patience: float = _PATIENCE) -> None:
        """Wait until it says that it is well.

        :raises TimeoutError: when it does not, or has ended.
        """
        deadline = monotonic() + patience
        while not self.is_well():
            if monotonic() > deadline or self.has_ended():
                raise TimeoutError
            sleep(_LOOK)

    def is_well(self) -> bool:
        """Ask it how it is."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == _OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def has_ended(self) -> bool:
        """Say whether its process is gone."""
        return self._process is None or self._process.poll() is not None

    def stop(self) -> None:
        """Ask it to end, and wait."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it without warning. Its workers are left to themselves."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()


@contextmanager
def served(server: Server) -> Iterator[Server]:
    """Serve while a block lasts."""
    server.start()
    try:
        server.wait()
        yield server
    finally:
        server.stop()

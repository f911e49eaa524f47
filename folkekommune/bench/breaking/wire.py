"""A wire to a server on loopback that can be cut, fall silent, or be slow."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import sleep

_PIECE = 65536
_LOOK = 0.05
_DELAY = 0.05


class Wire:
    """Passes on what comes to a port of loopback, both ways, unless something is wrong with it."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self._open: set[socket.socket] = set()
        self._is_cut = self._is_silent = self._is_slow = False
        threading.Thread(target=self._let_in, daemon=True).start()

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Break every connection, and let no new one through, while a block lasts."""
        self._is_cut = True
        for each in list(self._open):
            _close(each)
        try:
            yield
        finally:
            self._is_cut = False

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Carry nothing while a block lasts; nobody is told. What came meanwhile is carried afterwards."""
        self._is_silent = True
        try:
            yield
        finally:
            self._is_silent = False

    @contextmanager
    def slow(self) -> Iterator[None]:
        """Hold every piece back a little while a block lasts."""
        self._is_slow = True
        try:
            yield
        finally:
            self._is_slow = False

    def close(self) -> None:
        """End."""
        _close(self._door)
        for each in list(self._open):
            _close(each)

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                here, _ = self._door.accept()
                if self._is_cut:
                    _close(here)
                    continue
                try:
                    there = socket.create_connection(("127.0.0.1", self._to))
                except OSError:
                    _close(here)
                    continue
                self._open |= {here, there}
                for way in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=way, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(_PIECE):
                while self._is_silent:
                    sleep(_LOOK)
                if self._is_slow:
                    sleep(_DELAY)
                target.sendall(piece)
        for each in (source, target):
            _close(each)
        self._open -= {source, target}


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """Lay a wire to a port while a block lasts."""
    wire = Wire(port)
    try:
        yield wire
    finally:
        wire.close()


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()

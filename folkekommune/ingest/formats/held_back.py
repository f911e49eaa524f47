"""A stream that holds back its last line, so that a trailer can be read apart from the rows before it."""

from __future__ import annotations

import io
from typing import BinaryIO

_HELD = 4096
_CHUNK = 1024 * 1024


class HeldBackStream(io.RawIOBase):
    """Give everything but the trailer; ``trailer`` holds that line once the end is reached.

    A line is the trailer when it is the last one and begins with the label. Without one, ``trailer`` stays
    None and the last line is given like the others; ``ends_in_line`` tells that it breaks off.
    """

    def __init__(self, stream: BinaryIO, label: bytes | None) -> None:
        super().__init__()
        self._stream = stream
        self._label = label
        self._waiting = bytearray()
        self._ended = False
        self.trailer: bytes | None = None
        self.ends_in_line = False

    def readable(self) -> bool:
        """Tell that this can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what may be given."""
        while not self._ended and len(self._waiting) <= _HELD:
            chunk = self._stream.read(_CHUNK)
            if not chunk:
                self._end()
                break
            self._waiting += chunk
        free = len(self._waiting) - (0 if self._ended else _HELD)
        size = min(len(buffer), max(free, 0))
        buffer[:size] = self._waiting[:size]
        del self._waiting[:size]
        return size

    def _end(self) -> None:
        self._ended = True
        self.ends_in_line = not self._waiting.endswith((b"\n", b"\r"))
        text = bytes(self._waiting).rstrip(b"\r\n\x00\x1a ")
        start = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
        if self._label is not None and text[start:].lstrip(b'"').startswith(self._label):
            self.trailer = text[start:]
            del self._waiting[start:]

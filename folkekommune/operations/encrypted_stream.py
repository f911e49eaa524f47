"""A stream of any length, sealed piece by piece with AES-256-GCM.

Every piece is bound to its number, to what stands in the clear before the stream, and to whether it is the
last: a piece that was altered, moved, doubled or cut off does not open. The key is new for every stream, so
that numbers can be nonces.
"""

from __future__ import annotations

import io
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from folkekommune.keys import SealBrokenError

PIECE = 1024 * 1024
_TAG = 16


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


class EncryptingWriter(io.RawIOBase):
    """Write into an encrypted stream; closing it writes the last piece and leaves the file open."""

    def __init__(self, file: IO[bytes], key: bytes, bound_to: bytes) -> None:
        self._file = file
        self._cipher = AESGCM(key)
        self._bound_to = bound_to
        self._waiting = bytearray()
        self._number = 0

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, content: object, /) -> int:
        """Take bytes in, and pass on whole pieces."""
        given = memoryview(content)  # type: ignore[arg-type]  # whatever holds bytes, as io says
        self._waiting += given
        # One piece is kept back, for the last one must be known as such.
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]
        return len(given)

    def close(self) -> None:
        """Write the last piece."""
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
            super().close()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), piece, self._bound_to))
        self._number += 1


class DecryptingReader(io.RawIOBase):
    """Read an encrypted stream.

    :raises SealBrokenError: while reading, when it is not what was written with this key.
    """

    def __init__(self, file: IO[bytes], key: bytes, bound_to: bytes) -> None:
        self._file = file
        self._cipher = AESGCM(key)
        self._bound_to = bound_to
        self._plain = b""
        self._next = file.read(PIECE + _TAG)
        self._number = 0
        self._ended = False

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: object, /) -> int:
        """Give the next bytes."""
        room = memoryview(buffer)  # type: ignore[arg-type]  # whatever holds bytes, as io says
        while not self._plain and not self._ended:
            self._plain = self._take()
        given, self._plain = self._plain[: len(room)], self._plain[len(room) :]
        room[: len(given)] = given
        return len(given)

    def _take(self) -> bytes:
        sealed, self._next = self._next, self._file.read(PIECE + _TAG)
        self._ended = not self._next
        try:
            plain = self._cipher.decrypt(_nonce(self._number, last=self._ended), sealed, self._bound_to)
        except (InvalidTag, ValueError):
            raise SealBrokenError("backup") from None
        self._number += 1
        return plain

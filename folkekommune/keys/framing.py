"""Messages between the vault and who asks it: a length in four bytes, then one JSON object of texts.

Nothing but texts by name can be said, so nothing else need be understood; what is longer, cut short or of
another form ends the conversation.
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from typing import Protocol

from folkekommune.errors import FolkeKommuneError

MOST_BYTES = 1 << 20
_LENGTH = struct.Struct(">I")
_PEER = struct.Struct("3i")


class Reader(Protocol):
    """What messages are taken from; gives fewer bytes than asked for at the end alone."""

    def read(self, size: int, /) -> bytes:
        """Read."""


class Writer(Protocol):
    """What messages are sent through."""

    def write(self, content: bytes, /) -> object:
        """Write."""

    def flush(self) -> None:
        """Send what was written."""


class FrameError(FolkeKommuneError):
    """What came is no message."""


def write_message(stream: Writer, message: Mapping[str, str]) -> None:
    """Send a message.

    :raises FrameError: when it is too long.
    """
    content = json.dumps(dict(message)).encode()
    if len(content) > MOST_BYTES:
        raise FrameError("too long")
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def read_message(stream: Reader) -> dict[str, str] | None:
    """Take a message; None when the other side has said all.

    :raises FrameError: when what comes is none. A length that is too large is refused before it is read.
    """
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    if len(head) < _LENGTH.size:
        raise FrameError("cut short")
    (length,) = _LENGTH.unpack(head)
    if length > MOST_BYTES:
        raise FrameError("too long")
    content = stream.read(length)
    if len(content) < length:
        raise FrameError("cut short")
    return _understand(content)


def peer_of(connection: socket.socket) -> int:
    """Give the user id of the process at the other end, as the kernel knows it."""
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    return int(_PEER.unpack(found)[1])


def _understand(content: bytes) -> dict[str, str]:
    try:
        message = json.loads(content)
    except (ValueError, RecursionError):
        raise FrameError("no JSON") from None
    if not isinstance(message, dict) or not all(isinstance(value, str) for value in message.values()):
        raise FrameError("not texts by name")
    return message

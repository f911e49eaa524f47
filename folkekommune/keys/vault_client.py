"""Keys that the vault's process derives: this process holds no master key, and is given no key of identities.

A key that was given is kept in memory for the process's life, so the vault can be started again without
anyone noticing. Every question is a reading, so one that got no answer is asked again for a while.
"""

from __future__ import annotations

import os
import socket
import time
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path

from folkekommune.errors import EXIT_FAULT, PermissionRefused, UserError
from folkekommune.keys import KeyDestroyedError, Keys, SealBrokenError, load_keys
from folkekommune.keys.framing import FrameError, peer_of, read_message, write_message
from folkekommune.keys.purposes import file_group_of
from folkekommune.settings import Home, Installation

PATIENCE_SECONDS = 5.0
"""How long a question waits for a vault that is being started again."""

_ANSWER_SECONDS = 10.0
_PAUSE_SECONDS = 0.05


class VaultUnreachable(UserError):
    """The vault does not answer. Nothing was done; what was asked can be asked again."""

    exit_code = EXIT_FAULT


@dataclass(frozen=True)
class VaultLine:
    """The way to the vault. Each question has a connection of its own: there is none to mend."""

    file: Path
    patience: float = PATIENCE_SECONDS

    def ask(self, operation: str, **given: str) -> dict[str, str]:
        """Ask the vault.

        :raises PermissionRefused: ``vault.refused`` for what it does not give this process.
        :raises VaultUnreachable: ``vault.away``.
        :raises SealBrokenError: when a file does not open, :raises KeyDestroyedError: when it was deleted.
        """
        deadline = time.monotonic() + self.patience
        while True:
            try:
                reply = self._ask_once({"operation": operation, **given})
            except (OSError, FrameError):
                if time.monotonic() >= deadline:
                    raise VaultUnreachable("vault.away") from None
                time.sleep(_PAUSE_SECONDS)
            else:
                return _judged(reply)

    def _ask_once(self, message: dict[str, str]) -> dict[str, str]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_ANSWER_SECONDS)
            connection.connect(str(self.file))
            with connection.makefile("rwb") as stream:
                write_message(stream, message)
                reply = read_message(stream)
        if reply is None:
            raise FrameError("no answer")
        return reply


@dataclass(frozen=True)
class VaultKeys(Keys):
    """The keys of an installation whose vault is a process of its own."""

    master: bytes = field(default=b"", init=False, repr=False)
    """There is none here."""
    line: VaultLine = field(kw_only=True)
    _given: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def derive(self, purpose: str) -> bytes:
        """Give the key for a purpose, if the vault gives it to this process.

        :raises PermissionRefused: ``vault.refused``, :raises VaultUnreachable: ``vault.away``.
        """
        if purpose not in self._given:
            self._given[purpose] = bytes.fromhex(self.line.ask("derive", purpose=purpose)["key"])
        return self._given[purpose]

    def unseal(self, sealed: bytes, purpose: str) -> bytes:
        """Undo :meth:`seal`; what the vault opens but gives no key for, the vault opens."""
        if file_group_of(purpose) is not None:
            return self.open_file(sealed, purpose)
        return super().unseal(sealed, purpose)

    def open_file(self, sealed: bytes, purpose: str) -> bytes:
        """Let the vault open a file that has a key of its own; as :meth:`VaultLine.ask`."""
        reply = self.line.ask("open", purpose=purpose, sealed=b64encode(sealed).decode())
        return b64decode(reply["content"])


def open_keys(installation: Installation) -> Keys:
    """Give the keys of an installation: from the vault's process where there is one, else from the files.

    The vault's own user, to whom the folder of keys belongs, reads the files: what only they may do is done
    by commands they run.

    :raises UsageError: as ``load_keys``.
    """
    if installation.vault is None or is_keeper(installation.home):
        return load_keys(installation.home.keys)
    return VaultKeys(line=VaultLine(installation.vault.socket))


def keeper_at(file: Path) -> int | None:
    """Give the user id of the process that listens on a socket; None when none does."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_ANSWER_SECONDS)
        try:
            connection.connect(str(file))
            return peer_of(connection)
        except OSError:
            return None


def is_keeper(home: Home) -> bool:
    """Tell whether the folder of keys belongs to who runs this process."""
    try:
        return home.keys.stat().st_uid == os.geteuid()
    except OSError:
        return False


def _judged(reply: dict[str, str]) -> dict[str, str]:
    match reply.get("fault"):
        case None:
            return reply
        case "destroyed":
            raise KeyDestroyedError
        case "broken":
            raise SealBrokenError
        case "stranger":
            raise PermissionRefused("vault.stranger")
        case _:
            raise PermissionRefused("vault.refused")

"""The vault as a process: it listens on a socket of this machine, and knows by the kernel who asks.

Nobody shows a password or a key to be let in: the kernel tells the user of the process at the other end
(SO_PEERCRED), and those who may ask stand in the configuration. It only reads, so it can be ended at any
instant and started again.
"""

from __future__ import annotations

import logging
import os
import pwd
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingMixIn, UnixStreamServer
from typing import cast

from folkekommune.errors import UsageError
from folkekommune.keys import load_keys
from folkekommune.keys.framing import FrameError, peer_of, read_message, write_message
from folkekommune.keys.vault_service import FAULT, VaultService
from folkekommune.settings import Installation

STRANGER = "stranger"
_SILENCE_SECONDS = 10.0
_log = logging.getLogger(__name__)


class VaultServer(ThreadingMixIn, UnixStreamServer):
    """Serve the vault on a socket.

    :param users: who may ask, name by user id.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, file: Path, service: VaultService, users: Mapping[int, str]) -> None:
        self.service = service
        self.users = users
        super().__init__(str(file), _Conversation)
        file.chmod(0o666)  # anyone may knock: the kernel tells who it is

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - as inherited
        """Say that a conversation broke off; a traceback could hold what was said."""
        _log.warning("a conversation broke off")


class _Conversation(StreamRequestHandler):
    """One who asks, until they have nothing more to ask."""

    timeout = _SILENCE_SECONDS

    def handle(self) -> None:
        """Answer one message after the other."""
        server = cast("VaultServer", self.server)
        user = server.users.get(peer_of(self.request))
        with suppress(OSError, FrameError):
            while (request := read_message(self.rfile)) is not None:
                reply = server.service.answer(request, user) if user else {FAULT: STRANGER}
                write_message(self.wfile, reply)
                if not user:
                    _log.warning("asked by a stranger")
                    return


@contextmanager
def vault_of(installation: Installation) -> Iterator[VaultServer]:
    """Listen for an installation's vault while a block lasts; ``serve_forever`` answers.

    :raises UsageError: ``vault.not-apart`` without a section ``[vault]``; ``vault.same-user``,
        ``vault.no-such-user``, ``vault.running``, ``vault.no-socket``, or as ``load_keys``.
    """
    settings = installation.vault
    if settings is None:
        raise UsageError("vault.not-apart")
    users = {_user_id(name): name for name in settings.answering}
    if os.geteuid() in users:
        raise UsageError("vault.same-user", user=users[os.geteuid()])
    service = VaultService(load_keys(installation.home.keys))
    file = settings.socket
    _clear(file)
    try:
        server = VaultServer(file, service, users)
    except OSError:
        raise UsageError("vault.no-socket", file=str(file)) from None
    with server:
        try:
            yield server
        finally:
            file.unlink(missing_ok=True)


def _user_id(name: str) -> int:
    try:
        return pwd.getpwnam(name).pw_uid
    except KeyError:
        raise UsageError("vault.no-such-user", user=name) from None


def _clear(file: Path) -> None:
    """Remove the socket of a vault that was killed, never that of one that is alive."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(file))
        except ConnectionRefusedError:
            file.unlink(missing_ok=True)
        except OSError:
            return
        else:
            raise UsageError("vault.running", file=str(file))

"""Why a log-in with a provider was not accepted: what people are told, and what the audit trail is told."""

from __future__ import annotations

from enum import Enum

from folkekommune.errors import FolkeKommuneError


class Told(Enum):
    """What the log-in page says. Whoever tries to trick us learns nothing from ``REFUSED``."""

    REFUSED = "avvist"
    CANCELLED = "avbrutt"
    EXPIRED = "utlopt"
    LEVEL = "niva"
    UNREACHABLE = "ikke-svar"
    CLOSED = "stengt"
    TOO_MANY = "for-mange"


class LogInRefused(FolkeKommuneError):
    """A log-in with a provider was not accepted.

    :param reason: a code for the audit trail, such as ``nonce``; never anything the provider said.
    """

    def __init__(self, reason: str, told: Told = Told.REFUSED) -> None:
        super().__init__(reason)
        self.reason = reason
        self.told = told

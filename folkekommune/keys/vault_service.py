"""What the vault answers: two operations, each for a closed list of purposes, and nothing else.

``derive`` gives the key of a purpose. ``open`` opens a small sealed file whose own key stays in the vault;
the purpose is bound to what is sealed, so a file of another purpose does not open, whoever brings it.
"""

from __future__ import annotations

import logging
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping

from folkekommune.keys import KeyDestroyedError, Keys, SealBrokenError
from folkekommune.keys.file_keys import FileKeys
from folkekommune.keys.purposes import file_group_of, group_of

FAULT = "fault"
REFUSED, UNKNOWN, DESTROYED, BROKEN = "refused", "unknown", "destroyed", "broken"

Reply = dict[str, str]
_log = logging.getLogger(__name__)


class VaultService:
    """Answer what is asked, with an installation's keys."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._operations: dict[str, tuple[frozenset[str], Callable[[Mapping[str, str]], Reply]]] = {
            "derive": (frozenset({"purpose"}), self._derive),
            "open": (frozenset({"purpose", "sealed"}), self._open),
        }

    def answer(self, request: Mapping[str, str], user: str) -> Reply:
        """Answer a request of a user who may ask; who asked for what is logged, never what was given."""
        operation = request.get("operation", "")
        fields, work = self._operations.get(operation, (frozenset(), _nothing))
        if request.keys() - {"operation"} != fields:
            work = _nothing
        reply = work(request)
        _note(user, operation if operation in self._operations else "?", request, reply)
        return reply

    def _derive(self, request: Mapping[str, str]) -> Reply:
        purpose = request["purpose"]
        if group_of(purpose) is None:
            return {FAULT: REFUSED}
        return {"key": self._keys.derive(purpose).hex()}

    def _open(self, request: Mapping[str, str]) -> Reply:
        purpose = request["purpose"]
        if file_group_of(purpose) is None:
            return {FAULT: REFUSED}
        try:
            sealed = b64decode(request["sealed"], validate=True)
            return {"content": b64encode(FileKeys(self._keys).unseal(sealed, purpose)).decode()}
        except KeyDestroyedError:
            return {FAULT: DESTROYED}
        except (SealBrokenError, ValueError):
            return {FAULT: BROKEN}


def _nothing(_: Mapping[str, str]) -> Reply:
    return {FAULT: UNKNOWN}


def _note(user: str, operation: str, request: Mapping[str, str], reply: Reply) -> None:
    purpose = request.get("purpose", "")
    fields = {
        "user": user,
        "operation": operation,
        "purposes": group_of(purpose) or file_group_of(purpose) or "not given out",
        "outcome": reply.get(FAULT, "given"),
    }
    _log.log(logging.WARNING if FAULT in reply else logging.INFO, "asked", extra={"fields": fields})

"""Texts that lie sealed in the control database, whichever kind of database it is."""

from __future__ import annotations

from base64 import b64decode

from folkekommune.access.sealed_texts import SEALED
from folkekommune.keys import Keys, SealBrokenError


def opens(table: str, sealed: str | None, municipality: str, keys: Keys) -> bool:
    """Say whether a text of a table is what was sealed there; nothing is, where there is none."""
    try:
        if sealed:
            keys.unseal(b64decode(sealed, validate=True), SEALED[table](municipality))
    except (SealBrokenError, ValueError):
        return False
    return True

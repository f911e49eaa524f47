"""Passwords: argon2id, at least twelve characters, and nothing that can be read back."""

from __future__ import annotations

import secrets
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from folkekommune.errors import InputError

MINIMUM_LENGTH = 12  # length before composition: OWASP ASVS 5 section 6.2
MAXIMUM_LENGTH = 200  # so that hashing cannot be made slow from outside


class Passwords:
    """Hash and compare. The hasher's cost is RFC 9106's unless a test asks for less."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """Hash a new password.

        :raises InputError: when it is too short or absurdly long.
        """
        if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
            raise InputError("access.password-length", minimum=MINIMUM_LENGTH, maximum=MAXIMUM_LENGTH)
        return self._hasher.hash(password)

    def matches(self, password: str, stored: str | None) -> bool:
        """Say whether a password is the stored one, in the same time when there is none to compare with."""
        if len(password) > MAXIMUM_LENGTH:
            return False
        try:
            return self._hasher.verify(stored or self._nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(24))

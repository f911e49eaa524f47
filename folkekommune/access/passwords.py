"""Passwords: argon2id, at least twelve characters, and nothing that can be read back."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from folkekommune.errors import InputError

MINIMUM_LENGTH = 12  # NSM Grunnprinsipper 2.6 and OWASP ASVS 5 V6.2: length before composition
MAXIMUM_LENGTH = 200  # so that hashing cannot be made slow from outside

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Hash a new password.

    :raises InputError: when it is too short or absurdly long.
    """
    if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
        raise InputError("access.password-length", minimum=MINIMUM_LENGTH, maximum=MAXIMUM_LENGTH)
    return _hasher.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Say whether a password is the stored one, in the same time when there is none to compare with."""
    if len(password) > MAXIMUM_LENGTH:
        return False
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(24))

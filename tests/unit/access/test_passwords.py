"""Passwords are long, and compared without telling whether there is one."""

from __future__ import annotations

import pytest
from access_factories import quick_passwords

from folkekommune.access.passwords import Passwords
from folkekommune.errors import InputError


@pytest.mark.parametrize("length", [0, 11, 201])
def test_too_short_and_absurdly_long_passwords_are_refused(length: int) -> None:
    with pytest.raises(InputError) as fault:
        quick_passwords().hash("a" * length)
    assert fault.value.code == "access.password-length"


@pytest.mark.parametrize("length", [12, 200])
def test_a_password_matches_its_own_hash_and_no_other(length: int) -> None:
    passwords = quick_passwords()
    stored = passwords.hash("a" * length)
    assert passwords.matches("a" * length, stored)
    assert not passwords.matches("a" * (length - 1) + "b", stored)


def test_nothing_matches_an_account_without_a_password() -> None:
    assert not quick_passwords().matches("a" * 12, None)
    assert not quick_passwords().matches("a" * 12, "not a hash")


def test_the_same_password_is_stored_differently_each_time() -> None:
    passwords = quick_passwords()
    assert passwords.hash("a" * 12) != passwords.hash("a" * 12)


def test_the_product_hashes_at_the_cost_of_the_standard() -> None:
    """RFC 9106's second recommendation: 64 MiB, three passes, four lanes."""
    assert Passwords().hash("a" * 12).startswith("$argon2id$v=19$m=65536,t=3,p=4$")

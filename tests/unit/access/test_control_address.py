"""The address of control data holds no password, and does not go over a network in the clear by itself."""

from __future__ import annotations

import pytest

from folkekommune.access.control_address import (
    checks_the_server,
    is_on_this_machine,
    may_go_unencrypted,
    read_address,
)
from folkekommune.errors import UsageError


@pytest.mark.parametrize(
    ("address", "local", "clear", "checked"),
    [
        ("postgresql:///fk", True, False, True),
        ("postgresql://fk@/fk?host=/run/postgresql", True, False, True),
        ("postgresql://fk@localhost/fk?sslmode=disable", True, False, True),
        ("postgresql://fk@127.0.0.2:5433/fk", True, False, True),
        ("postgresql://fk@[::1]/fk", True, False, True),
        ("postgresql://fk@db.kommune.example/fk", False, False, False),
        ("postgresql://fk@localhost/fk?hostaddr=10.0.0.4&sslmode=disable", False, True, False),
        ("postgresql:///fk?service=kontroll", False, False, False),
        ("postgresql://fk@10.0.0.4/fk?sslmode=require", False, False, False),
        ("postgresql://fk@10.0.0.4/fk?sslmode=prefer", False, True, False),
        ("postgresql://fk@/fk?host=/run/postgresql&host=10.0.0.4&sslmode=allow", False, True, False),
        ("postgresql://fk@db.kommune.example/fk?sslmode=disable", False, True, False),
        ("postgresql://fk@db.kommune.example/fk?sslmode=verify-ca", False, False, False),
        ("postgresql://fk@db.kommune.example/fk?sslmode=verify-full", False, False, True),
        ("postgresql://fk@localhost.example/fk", False, False, False),
    ],
)
def test_the_way_there(address: str, local: bool, clear: bool, checked: bool) -> None:
    url = read_address(address)
    assert (is_on_this_machine(url), may_go_unencrypted(url), checks_the_server(url)) == (
        local,
        clear,
        checked,
    )


def test_over_a_network_it_is_encrypted_unless_the_address_says_otherwise() -> None:
    assert read_address("postgresql://fk@db.kommune.example/fk").query["sslmode"] == "require"
    assert "sslmode" not in read_address("postgresql://fk@localhost/fk").query


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql://fk:hemmelig@db/fk", "control.password"),
        ("postgresql://fk@db/fk?password=hemmelig", "control.password"),
        ("mysql://fk@db/fk", "control.address"),
        ("postgresql+asyncpg://fk@db/fk", "control.address"),
        ("postgresql://fk@db", "control.address"),
        ("db.kommune.example", "control.address"),
        ("postgresql://fk@db:port/fk", "control.address"),
    ],
)
def test_what_is_no_address_or_holds_a_password_is_refused_without_repeating_it(
    address: str, code: str
) -> None:
    with pytest.raises(UsageError) as fault:
        read_address(address)
    assert fault.value.code == code
    assert "hemmelig" not in f"{fault.value} {fault.value.parameters} {fault.value.__cause__}"

"""Providers of log-in are described in the configuration, and their secrets lie elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from folkekommune.errors import UserError
from folkekommune.settings import Home, Installation
from folkekommune.web.oidc.configuration import load_providers
from folkekommune.web.oidc.provider import Provider

ENTRY = {
    "name": "ID-porten",
    "issuer": "https://idporten.example",
    "client_id": "a-client",
    "secret": "idporten-secret",
    "levels": ["idporten-loa-high"],
}


def _installation(home: Path, web: dict[str, str] | None = None, **entry: Any) -> Installation:
    keys = home / "keys"
    keys.mkdir(exist_ok=True)
    secret = keys / "idporten-secret"
    secret.touch(mode=0o600)
    secret.write_text("of the file\n")
    described = {name: value for name, value in (ENTRY | entry).items() if value is not None}
    extra = {
        "web": {"address": "https://tall.example"} if web is None else web,
        "oidc": {"idporten": described},
    }
    return Installation(Home(home), extra=extra)


def _fault(installation: Installation) -> str:
    with pytest.raises(UserError) as fault:
        load_providers(installation)
    return fault.value.code


def test_a_provider_is_read_with_its_secret_from_a_file(tmp_path: Path) -> None:
    (found,) = load_providers(_installation(tmp_path))
    assert found == Provider(
        "idporten",
        "ID-porten",
        "https://idporten.example",
        "a-client",
        client_secret="of the file",  # noqa: S106  (invented)
        levels=("idporten-loa-high",),
        scope="openid",
    )
    assert "of the file" not in repr(found)


def test_a_credential_that_the_system_hands_over_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = tmp_path / "credentials"
    handed.mkdir()
    (handed / "idporten-secret").write_text("of the system")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed))
    (found,) = load_providers(_installation(tmp_path))
    assert found.client_secret == "of the system"  # noqa: S105  (invented)


def test_without_providers_nothing_is_asked_for(tmp_path: Path) -> None:
    assert load_providers(Installation(Home(tmp_path))) == ()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"issuer": None}, "oidc.description"),
        ({"issuer": "http://idporten.example"}, "oidc.issuer"),
        ({"issuer": "idporten.example"}, "oidc.issuer"),
        ({"client_id": ""}, "oidc.description"),
        ({"client_id": 5}, "oidc.description"),
        ({"levels": 4}, "oidc.description"),
        ({"levels": [4]}, "oidc.description"),
        ({"scope": "profile"}, "oidc.description"),
        ({"secret": None}, "oidc.description"),
        ({"secret": "../master.key"}, "oidc.description"),
        ({"secret": "finnes-ikke"}, "oidc.secret-missing"),
    ],
)
def test_a_wrong_description_is_told_of(tmp_path: Path, entry: dict[str, Any], code: str) -> None:
    assert _fault(_installation(tmp_path, **entry)) == code


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    installation = _installation(tmp_path)
    (tmp_path / "keys" / "idporten-secret").chmod(0o644)
    assert _fault(installation) == "oidc.secret-readable"


def test_an_empty_secret_is_none(tmp_path: Path) -> None:
    installation = _installation(tmp_path)
    (tmp_path / "keys" / "idporten-secret").write_text("\n")
    assert _fault(installation) == "oidc.secret-missing"


def test_where_people_are_sent_back_to_must_be_told(tmp_path: Path) -> None:
    assert _fault(_installation(tmp_path, web={})) == "oidc.no-address"

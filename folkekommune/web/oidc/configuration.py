"""Read the providers of an installation. Their secrets lie in files of their own, or come from the system."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from folkekommune.errors import InputError, Place, UsageError
from folkekommune.keys import CREDENTIALS
from folkekommune.settings import Home, Installation
from folkekommune.web.oidc.provider import Provider

_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def load_providers(installation: Installation) -> tuple[Provider, ...]:
    """Read ``[oidc.<name>]`` of the configuration, in the order they stand.

    :raises InputError: when a provider is described wrongly, or the site's own address is not told.
    :raises UsageError: when a secret is missing, or others may read it.
    """
    described = installation.extra.get("oidc", {})
    place = Place(file=str(installation.home.configuration))
    if not isinstance(described, dict):
        raise InputError("oidc.description", place=place, name="oidc")
    web = installation.extra.get("web", {})
    if described and not (isinstance(web, dict) and web.get("address")):
        # Where providers send people back to must never come from a request.
        raise InputError("oidc.no-address", place=place)
    return tuple(_provider(installation.home, name, entry, place=place) for name, entry in described.items())


def is_safe_address(address: str) -> bool:
    """Say whether an address is one that nobody on the way can read: HTTPS, or this very machine.

    >>> is_safe_address("http://idporten.example")
    False
    """
    parts = urlsplit(address)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )


def _provider(home: Home, name: str, entry: Any, *, place: Place) -> Provider:
    try:
        provider = Provider(
            name=name,
            label=_text(entry.get("name", name)),
            issuer=_text(entry["issuer"]),
            client_id=_text(entry["client_id"]),
            client_secret=_secret(home, _text(entry["secret"])),
            levels=tuple(_text(level) for level in entry.get("levels", ())),
            scope=_text(entry.get("scope", "openid")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InputError("oidc.description", place=place, name=name) from None
    if not _NAME.fullmatch(name) or "openid" not in provider.scope.split():
        raise InputError("oidc.description", place=place, name=name)
    if not is_safe_address(provider.issuer):
        raise InputError("oidc.issuer", place=place, name=name)
    return provider


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _secret(home: Home, credential: str) -> str:
    """Read a credential that the system hands over, else a file of that name among the keys."""
    if Path(credential).name != credential:
        raise ValueError
    handed = os.environ.get(CREDENTIALS)
    file = Path(handed) / credential if handed else home.keys / credential
    if not file.exists():
        file = home.keys / credential
    try:
        if file.parent == home.keys and file.stat().st_mode & 0o077:
            raise UsageError("oidc.secret-readable", file=str(file))
        return _text(file.read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        raise UsageError("oidc.secret-missing", file=str(file)) from None

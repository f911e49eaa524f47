"""Where control data lie on a PostgreSQL server: an address without a password, and how safe the way is.

The password comes from elsewhere: a credential ``control-password`` that the system hands the service, else
what PostgreSQL's own library finds (``~/.pgpass``, ``PGPASSFILE``, a client certificate, the user of the
machine over a socket).
"""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from folkekommune.errors import UsageError

CREDENTIAL = "control-password"
_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_SCHEME = "postgresql"
_UNENCRYPTED = frozenset({"disable", "allow", "prefer"})
_LEAST_ELSEWHERE = "require"
_CHECKED = "verify-full"


def read_address(address: str) -> URL:
    """Read the address of a PostgreSQL database.

    Over a network the way there is encrypted unless the address itself says otherwise.

    :raises UsageError: ``control.address``, or ``control.password`` when it holds a password.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise UsageError("control.address") from None
    if url.drivername != _SCHEME or not url.database:
        raise UsageError("control.address")
    if url.password or "password" in url.query:
        raise UsageError("control.password")
    if not is_on_this_machine(url) and "sslmode" not in url.query:
        url = url.update_query_dict({"sslmode": _LEAST_ELSEWHERE})
    return url


def is_on_this_machine(url: URL) -> bool:
    """Say whether the way there leaves the machine: a socket and loopback do not."""
    if "service" in url.query:
        return False  # where that is, PostgreSQL's own files say
    named = (url.host, url.query.get("host"), url.query.get("hostaddr"))
    given = [hosts for hosts in named if hosts] or [os.environ.get("PGHOST", "")]
    every = (host for hosts in given for host in (hosts.split(",") if isinstance(hosts, str) else hosts))
    return all(map(_is_local, every))


def may_go_unencrypted(url: URL) -> bool:
    """Say whether control data may go over a network in the clear."""
    return not is_on_this_machine(url) and url.query.get("sslmode") in _UNENCRYPTED


def checks_the_server(url: URL) -> bool:
    """Say whether it is made sure that the right server answers."""
    return is_on_this_machine(url) or url.query.get("sslmode") == _CHECKED


def handed_password() -> str | None:
    """Give the password that the system hands the process, if it does."""
    folder = os.environ.get(_CREDENTIALS)
    if not folder:
        return None
    try:
        return (Path(folder) / CREDENTIAL).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def _is_local(host: str) -> bool:
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

"""Start providers of log-in, each in a process of its own, and go through a log-in as a browser does."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

_PROGRAM = Path(__file__).with_name("oidc_provider.py")
_PATIENCE_SECONDS = 30


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_provider(*back_to: str) -> Iterator[str]:
    """Run a provider while a block lasts, and give its issuer."""
    port = free_port()
    process = subprocess.Popen([sys.executable, str(_PROGRAM), str(port), *back_to])
    issuer = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _answers(issuer):
            assert process.poll() is None, "the provider ended"
            assert time.monotonic() < deadline, "the provider does not answer"
            time.sleep(0.05)
        yield issuer
    finally:
        process.terminate()
        process.wait(_PATIENCE_SECONDS)


def _answers(issuer: str) -> bool:
    try:
        return httpx2.get(f"{issuer}/.well-known/openid-configuration").status_code == 200
    except httpx2.TransportError:
        return False


def be_wrong(issuer: str, fault: str) -> None:
    """Let a provider be wrong in a way with its next proof."""
    httpx2.post(f"{issuer}/fault", content=fault)


def choose_person(address: str, person: str) -> str:
    """Say at the provider's who one is; give the address it sends the browser back to."""
    answer = httpx2.post(address, data={"person": person}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def follow(address: str) -> str:
    """Ask an address, and give where it leads."""
    return httpx2.get(address, follow_redirects=False).headers["location"]

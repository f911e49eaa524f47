"""Citizen pages from cache, against the running server on loopback."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep

from folkekommune.bench.figure import Figure, of_runs

NAME = "pages"
_PORT = 8098
_CONNECTIONS = 8
_REQUESTS = 2000
_PATIENCE = 120.0
_PAGE = "/nb/sporsmal/fullamming_6uker/4601"


def measure(scale: float) -> list[Figure]:
    """Ask for a question page many times over kept connections; a bounded number of requests."""
    requests = int(_REQUESTS * scale)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        command = [sys.executable, "-m", "folkekommune.cli"]
        demo = [*command, "demo", "--home", str(home), "--once", "--port", str(_PORT)]
        subprocess.run(demo, check=True, capture_output=True)
        server = subprocess.Popen([*command, "serve", "--home", str(home), "--port", str(_PORT)])
        try:
            _await_server()
            _ask(10)
            began = perf_counter()
            with ThreadPoolExecutor(_CONNECTIONS) as pool:
                list(pool.map(_ask, [requests // _CONNECTIONS] * _CONNECTIONS))
            seconds = perf_counter() - began
        finally:
            server.terminate()
            server.wait()
    return [
        of_runs(
            NAME,
            [requests / seconds],
            unit="requests/s",
            against="the clock",
            limit=">= 200",
            scale=scale,
            note=f"{requests} requests over {_CONNECTIONS} connections, client and server on one machine",
        )
    ]


def _ask(times: int) -> None:
    connection = HTTPConnection("127.0.0.1", _PORT, timeout=60)
    for _ in range(times):
        connection.request("GET", _PAGE, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:  # noqa: PLR2004 - found
            raise RuntimeError(str(answer.status))
    connection.close()


def _await_server() -> None:
    deadline = perf_counter() + _PATIENCE
    while perf_counter() < deadline:
        try:
            _ask(1)
        except OSError:
            sleep(0.2)
        else:
            return
    raise TimeoutError

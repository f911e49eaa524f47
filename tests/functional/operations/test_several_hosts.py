"""The proxy on a host of its own, and one name for two servers: the files that ship, on loopback."""

from __future__ import annotations

import http.client
import http.server
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from cube_factories import NOON, prepared
from fixtures.certificates import Authority

from folkekommune.bootstrap import open_wiring
from folkekommune.bootstrap.replica import replicate
from folkekommune.cli.serving import running_server as serving
from folkekommune.published.publications import Publications
from folkekommune.services.initialisation import initialise
from folkekommune.settings import Home, Mode, load_installation

DEPLOY = Path(__file__).parents[3] / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
PROXY, STRANGER, WATCH = "127.0.0.2", "127.0.0.3", "127.0.0.4"
"""Addresses of loopback, each a host here."""
APPLICATION = "app.kommune.example"
PATIENCE = 60.0

needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not installed; run scripts/nginx")
pytestmark = [pytest.mark.slow]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def ask(port: int, path: str, *, source: str, **headers: str) -> http.client.HTTPResponse:
    """Ask from one of the hosts."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(source, 0))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("GET", path, headers=named)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


@contextmanager
def installation(folder: Path, proxy: str) -> Iterator[int]:
    """Serve an installation that believes one proxy, and shows its figures of operation to one watch."""
    home = folder / "home"
    initialise(Home(home), name="Prøve", mode=Mode.TEST, municipalities=["4601"])
    with (home / "folkekommune.toml").open("a", encoding="utf-8") as configuration:
        told = f'proxies = ["{proxy}"]\nmetrics_from = ["{WATCH}"]\n'
        configuration.write(f"[web]\n{told}[runs]\nat_once = 0\n")
    with serving(open_wiring(Home(home))) as address:
        yield int(address.rsplit(":", 1)[1])


def test_only_the_proxy_is_believed_about_who_asks_and_how(tmp_path: Path) -> None:
    with installation(tmp_path, PROXY) as port:
        seen = {}
        for source in (PROXY, STRANGER):
            claimed = ask(port, "/metrics", source=source, X_Forwarded_For=WATCH)
            secure = ask(port, "/nb/", source=source, X_Forwarded_Proto="https")
            seen[source] = claimed.status, "strict-transport-security" in secure.headers
        assert seen == {PROXY: (200, True), STRANGER: (404, False)}
        assert ask(port, "/metrics", source=WATCH).status == 200
        assert ask(port, "/metrics", source=PROXY, X_Forwarded_For=STRANGER).status == 404


def healthy(port: int, expected: str) -> None:
    """Wait until a server says how it is."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                said = json.load(answer)["status"]
        except urllib.error.HTTPError as fault:
            with fault:
                said = json.load(fault)["status"]
        except OSError:
            said = ""
        if said == expected:
            return
        assert time.monotonic() < deadline, said
        time.sleep(0.1)


def test_the_command_shows_what_comes_in_without_being_started_again(tmp_path: Path) -> None:
    main, host = Home(tmp_path / "home"), tmp_path / "citizens"
    initialise(main, name="Prøve", mode=Mode.TEST, municipalities=["4601"])
    publications = Publications(main.published)
    host.mkdir()
    (host / "folkekommune.toml").write_text('mode = "test"\n[replica]\n', encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-m", "folkekommune.cli", "serve", "--home", str(host), "--port", str(port)]
    environment = {"PATH": os.environ["PATH"], "FOLKEKOMMUNE_LANG": "en"}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, stderr=log, env=environment)
    try:
        healthy(port, "failing")
        for version in ("1.0.0", "2.0.0"):
            made = publications.propose(prepared(version=version))
            publications.approve(made.identifier, at=NOON)
            replicate(load_installation(main), host / "incoming")
            healthy(port, "ok")
            deadline = time.monotonic() + PATIENCE
            while version not in read(port, "/api/v1/changes/4601"):
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert not set(_open_files(server.pid)) & {"control.sqlite", "master.key", "ledger.sqlite"}
    finally:
        server.terminate()
        assert server.wait(PATIENCE) in {0, -15}
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert "replica: InputError" in said  # before the first came
    assert '"route": "/api/v1/changes/{number}"' in said  # what is asked by its pattern, as everywhere
    assert str(host) not in said


def read(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return str(answer.read().decode())


def _open_files(process: int) -> Iterator[str]:
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        with suppress(OSError):
            yield descriptor.readlink().name


@contextmanager
def nginx(folder: Path, *servers: str) -> Iterator[None]:
    """Run nginx with some configuration while a block lasts."""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    file = folder / "nginx.conf"
    head = f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
    file.write_text(
        f"{head}http {{\naccess_log off;\n{paths}\n{chr(10).join(servers)}\n}}\n", encoding="utf-8"
    )
    assert NGINX is not None
    running = subprocess.Popen([NGINX, "-c", str(file)], stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + PATIENCE
        while not (folder / "pid").exists() or not (folder / "pid").read_text():
            assert running.poll() is None, running.stderr and running.stderr.read().decode()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield
    finally:
        running.terminate()
        running.wait()
        if running.stderr:
            running.stderr.close()


def shipped(name: str, **changes: str) -> str:
    """Read a file that ships, with what is another place here; everything else stands as it is."""
    written = (DEPLOY / "nginx" / name).read_text(encoding="utf-8")
    for there, here in changes.items():
        assert there in written
        written = written.replace(there, here)
    return written


@needs_nginx
def test_a_proxy_apart_reaches_the_application_with_its_certificate_and_nobody_else_does(
    tmp_path: Path,
) -> None:
    keys = tmp_path / "ssl"
    keys.mkdir()
    ours, theirs = Authority("Between the two hosts"), Authority("Somebody else")
    ours.write(keys / "internal-authority.pem")
    for name, host in (("proxy", "proxy.kommune.example"), ("app", APPLICATION)):
        for made, kind in zip(ours.issue(host, keys), ("pem", "key"), strict=True):
            made.rename(keys / f"{name}.{kind}")
    strange = theirs.issue("proxy.kommune.example", keys)
    front, between = free_port(), free_port()
    there = {"/etc/ssl/folkekommune": str(keys), "/var/log/nginx": str(tmp_path)}
    with installation(tmp_path, "127.0.0.1") as port:
        application = shipped(
            "apart/application.conf",
            **there,
            **{"listen 8443 ssl": f"listen 127.0.0.1:{between} ssl", "127.0.0.1:8000": f"127.0.0.1:{port}"},
        )
        del there["/var/log/nginx"]
        passing = shipped("apart/front-proxy.conf", **there)
        proxy = f"""
            upstream folkekommune {{ server 127.0.0.1:{between} max_fails=0; keepalive 16; }}
            server {{ listen 127.0.0.1:{front}; location / {{ {passing} }} }}
        """
        with nginx(tmp_path, application, proxy):
            answer = ask(front, "/nb/", source=STRANGER)
            assert (answer.status, len(answer.headers["x-request-id"])) == (200, 32)
            # Whose address it is comes through both, and what a client claims of itself through neither.
            assert ask(front, "/metrics", source=WATCH).status == 200
            assert ask(front, "/metrics", source=STRANGER, X_Forwarded_For=WATCH).status == 404
            secure = ask(front, "/nb/", source=STRANGER, X_Forwarded_Proto="https")
            assert "strict-transport-security" not in secure.headers
            # Who goes around the proxy is let in by nobody.
            for shown in (None, strange):
                assert _directly(between, keys / "internal-authority.pem", shown) == 400
            assert (
                _directly(between, keys / "internal-authority.pem", (keys / "proxy.pem", keys / "proxy.key"))
                == 200
            )


def _directly(port: int, authority: Path, shown: tuple[Path, Path] | None) -> int:
    """Ask the application's host itself, with a certificate or without one."""
    context = ssl.create_default_context(cafile=str(authority))
    if shown:
        context.load_cert_chain(*shown)
    with (
        socket.create_connection(("127.0.0.1", port), timeout=30) as plain,
        context.wrap_socket(plain, server_hostname=APPLICATION) as stream,
    ):
        stream.sendall(b"GET /nb/ HTTP/1.1\r\nHost: x.example\r\nConnection: close\r\n\r\n")
        return int(stream.recv(65536).split(b" ")[1])


class _Named(http.server.BaseHTTPRequestHandler):
    """Say which server it is."""

    name = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("X-Server", self.name)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def answering_as(name: str) -> Iterator[int]:
    handler = type(name, (_Named,), {"name": name})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


@needs_nginx
def test_under_one_name_each_page_is_answered_by_the_server_that_has_it(tmp_path: Path) -> None:
    from integration.web.test_route_matrix import groups  # noqa: PLC0415

    front = free_port()
    with ExitStack() as closing:
        citizens, main = (closing.enter_context(answering_as(name)) for name in ("citizens", "main"))
        split = shipped("folkekommune-replica.conf", **{"192.0.2.30:8000": f"127.0.0.1:{citizens}"})
        passing = shipped(
            "folkekommune-proxy.conf", **{"http://folkekommune;": "http://$folkekommune_upstream;"}
        )
        proxy = f"""
            upstream folkekommune {{ server 127.0.0.1:{main} max_fails=0; }}
            server {{ listen 127.0.0.1:{front}; location / {{ {passing} }} }}
        """
        closing.enter_context(nginx(tmp_path, split, proxy))
        found = {}
        for asked, group in groups().items():
            knows_people = any(word in asked.pattern for word in ("logg-inn", "galleri", "logged-in"))
            for_everyone = group in {"everyone", "watch"} and not knows_people
            answer = ask(front, asked.path, source=STRANGER)
            found[asked] = answer.headers["x-server"] == ("citizens" if for_everyone else "main")
        assert [str(asked) for asked, right in found.items() if not right] == []

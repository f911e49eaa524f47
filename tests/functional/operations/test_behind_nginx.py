"""The server as a user without rights, behind nginx from the distribution, with the proxy file that ships."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path

import pytest
from command_line import ask
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fixtures.unprivileged import as_nobody, can_be_nobody, own

from folkekommune.operations.switch import resume_answers, stop_answers
from folkekommune.services.initialisation import initialise
from folkekommune.settings import Home, Mode

DEPLOY = Path(__file__).parents[3] / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
PATIENCE = 90.0
POSTGRESQL = {
    "postgresql": dict.fromkeys(
        ("folkekommune", "folkekommune-backup", "folkekommune-watch"), "postgresql/drop-in.conf"
    )
}
VAULT = {
    "vault": {
        "folkekommune": "vault/web.conf",
        "folkekommune-backup": "vault/keeper.conf",
        "folkekommune-watch": "vault/keeper.conf",
    }
}
"""Additions to units that ship: a file for each unit, by what they are for."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed; run scripts/nginx"),
]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A server and the proxy in front of it."""

    folder: Path
    behind: int = field(default_factory=free_port)
    before: int = field(default_factory=free_port)
    server: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        """The installation."""
        return self.folder / "home"

    def start(self) -> None:
        """Start the server as nobody, and wait until it is well."""
        private = self.folder / "mount"
        private.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "folkekommune.cli", "serve", "--home", str(self.home)]
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(
                as_nobody([*command, "--port", str(self.behind)], private),
                stderr=log,
                cwd="/",
                env={"PATH": os.environ["PATH"], "FOLKEKOMMUNE_LANG": "en", "PYTHONDONTWRITEBYTECODE": "1"},
                start_new_session=True,
            )
        self.wait(self.behind)

    def wait(self, port: int) -> None:
        """Wait until something answers."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                    return
            except OSError:
                assert time.monotonic() < deadline, (self.folder / "log").read_text()
                time.sleep(0.1)

    def get(self, path: str, port: int = 0, **headers: str) -> tuple[int, dict[str, str], str]:
        """Ask the proxy, or the server itself."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port or self.before}{path}",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - our own address
                return answer.status, _lowered(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as fault:
            return fault.code, _lowered(fault.headers), fault.read().decode()

    def lines(self) -> list[dict[str, object]]:
        """Read the server's log."""
        written = (self.folder / "log").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in written if line.startswith("{")]

    def lines_of(self, request: str) -> list[dict[str, object]]:
        """Read what the log says of a request; it is written once the answer has gone."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = [line for line in self.lines() if line.get("request") == request]
            if found or time.monotonic() > deadline:
                return found
            time.sleep(0.05)

    def kill(self) -> None:
        """End the server without warning."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()


def _lowered(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _nginx_file(site: Site) -> Path:
    """Write a configuration without TLS around the proxy file that ships."""
    folder = site.folder / "nginx"
    folder.mkdir()
    shutil.copy(DEPLOY / "nginx" / "folkekommune-proxy.conf", folder)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"    {kind}_temp_path {folder}/{kind};" for kind in kinds)
    file = folder / "nginx.conf"
    file.write_text(
        f"""daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
{temporary}
    access_log off;
    upstream folkekommune {{ server 127.0.0.1:{site.behind} max_fails=0; keepalive 16; }}
    server {{
        listen 127.0.0.1:{site.before};
        location / {{ include {folder}/folkekommune-proxy.conf; }}
    }}
}}
""",
        encoding="ascii",
    )
    return file


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    # Not among the tests' own folders, which only their owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="fk-site-"))
    folder.chmod(0o755)
    site = Site(folder)
    with ExitStack() as closing:
        closing.callback(shutil.rmtree, folder, ignore_errors=True)
        initialise(Home(site.home), name="Prøve", mode=Mode.TEST, municipalities=["4601"])
        file = _nginx_file(site)
        for each in (folder / "nginx", site.home):
            own(each)
        assert NGINX is not None
        (folder / "mount-proxy").mkdir()
        command = as_nobody([NGINX, "-c", str(file)], folder / "mount-proxy")
        proxy = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        closing.callback(proxy.wait)
        closing.callback(proxy.terminate)
        closing.callback(site.kill)
        site.start()
        site.wait(site.before)
        yield site


def test_pages_come_through(site: Site):
    status, headers, page = site.get("/nb/")
    assert (status, headers["server"]) == (200, f"nginx/{headers['server'].split('/')[1]}")
    assert "<html" in page
    assert "default-src 'self'" in headers["content-security-policy"]


@pytest.mark.skipif(not can_be_nobody(), reason="another user may not read where the program lies")
def test_the_server_has_no_rights(site: Site):
    assert site.server is not None
    own_status = Path(f"/proc/{site.server.pid}/status").read_text()
    rights = dict(line.split(":\t", 1) for line in own_status.splitlines() if ":\t" in line)
    assert rights["Uid"].split("\t")[0] != "0"
    assert int(rights["CapEff"], 16) == 0


def test_a_request_has_one_id_from_the_proxy_to_the_log_and_leaves_no_address(site: Site):
    _, headers, _ = site.get("/nb/sporsmal?sok=hemmelig+sykdom", X_Request_ID="fra-en-klient-1")
    (line,) = site.lines_of(headers["x-request-id"])
    assert headers["x-request-id"] != "fra-en-klient-1"  # the proxy's, not what the client claims
    assert (line["route"], line["status"]) == ("/{language}/sporsmal", 200)
    for file in (site.folder / "log", site.folder / "nginx" / "error.log"):
        assert "hemmelig" not in file.read_text(encoding="utf-8")


def test_the_server_believes_the_proxy_about_who_asks_and_the_proxy_believes_nobody(site: Site):
    assert site.get("/metrics", site.behind)[0] == 200
    assert site.get("/metrics", site.behind, X_Forwarded_For="203.0.113.7")[0] == 404
    # Through the proxy the claim is replaced by where the client really is: on this machine.
    assert site.get("/metrics", X_Forwarded_For="203.0.113.7")[0] == 200


@pytest.mark.parametrize(
    "request_text",
    [
        "POST /nb/ HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /nb/logg-inn HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST /nb/logg-inn HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "GET /nb/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /nb/\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    ],
)
def test_a_request_of_two_minds_is_refused_by_the_proxy(site: Site, request_text: str):
    with socket.create_connection(("127.0.0.1", site.before), timeout=30) as stream:
        stream.sendall((request_text + "GET /hemmelig HTTP/1.1\r\nHost: a\r\n\r\n").encode())
        stream.shutdown(socket.SHUT_WR)
        received = b""
        while part := stream.recv(65536):
            received += part
    assert received.split(b" ")[1] in {b"400", b"501"}
    assert received.count(b"HTTP/1.1 ") == 1


def test_all_answers_stop_and_go_on(site: Site):
    note = stop_answers(Home(site.home), by="test")
    try:
        assert note.action == "answers-stop"
        status, headers, page = site.get("/nn/")
        assert (status, headers["retry-after"]) == (503, "300")
        assert "Svara er stansa" in page
        assert site.get("/api/v1/indicators")[0] == 503
        assert json.loads(site.get("/healthz")[2]) == {"status": "stopped"}
    finally:
        resume_answers(Home(site.home), by="test")
    assert site.get("/nn/")[0] == 200


def test_a_killed_server_is_told_by_the_proxy_and_comes_back(site: Site):
    site.kill()
    assert site.get("/nb/")[0] == 502
    site.start()
    assert site.get("/nb/")[0] == 200
    assert ask("audit", "verify", home=site.home).code == 0
    own(site.home)


def test_the_site_file_that_ships_is_one_nginx_accepts(tmp_path: Path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "folkekommune.example.no")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (tmp_path / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    shutil.copy(DEPLOY / "nginx" / "folkekommune-proxy.conf", tmp_path)
    written = (DEPLOY / "nginx" / "folkekommune.conf").read_text(encoding="utf-8")
    for there, here in (
        ("/etc/ssl/folkekommune", str(tmp_path)),
        ("/etc/nginx/folkekommune-proxy.conf", str(tmp_path / "folkekommune-proxy.conf")),
        ("/var/log/nginx", str(tmp_path)),
        ("[::]:", "127.0.0.2:"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ", f"listen 127.0.0.1:{free_port()} "),
        ("127.0.0.2:80;", f"127.0.0.2:{free_port()};"),
        ("127.0.0.2:443 ", f"127.0.0.2:{free_port()} "),
    ):
        written = written.replace(there, here)
    (tmp_path / "nginx.conf").write_text(f"events {{}}\npid {tmp_path}/pid;\nhttp {{\n{written}\n}}\n")
    assert NGINX is not None
    checked = subprocess.run(
        (NGINX, "-t", "-c", str(tmp_path / "nginx.conf")), capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize(
    "added",
    [{}, POSTGRESQL, VAULT, {**POSTGRESQL, **VAULT}],
    ids=["alone", "with control data on a server", "with the vault apart", "with both"],
)
def test_the_units_that_ship_are_ones_systemd_understands(tmp_path: Path, added: dict[str, dict[str, str]]):
    for file in (DEPLOY / "systemd").iterdir():
        content = file.read_text(encoding="utf-8")
        # The programs lie elsewhere here; everything else stands as it is shipped.
        for program in ("/opt/folkekommune/.venv/bin/folkekommune", "/usr/bin/rsync"):
            content = content.replace(program, "/bin/true")
        (tmp_path / file.name).write_text(content, encoding="utf-8")
    units = sorted(str(file) for file in tmp_path.iterdir())
    for name, files in added.items():
        for unit, file in files.items():
            (folder := tmp_path / f"{unit}.service.d").mkdir(exist_ok=True)
            shutil.copy2(DEPLOY / file, folder / f"{name}.conf")
    checked = subprocess.run(
        ("systemd-analyze", "verify", "--man=no", *units), capture_output=True, text=True, check=False
    )
    ours = [
        line
        for line in checked.stderr.splitlines()
        if ("folkekommune" in line or ".conf" in line) and "file:" not in line
    ]
    assert (checked.returncode, ours) == (0, []), checked.stderr

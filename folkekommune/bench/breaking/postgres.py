"""A PostgreSQL server of the distribution for a while: in a temporary folder, stopped afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import sleep

USER = "kilde"
PASSWORD = "hemmelig-7f3a"  # noqa: S105 - of a server that lives as long as a test
MISSING = "PostgreSQL's server is not installed; run scripts/postgres"


@dataclass(frozen=True)
class Server:
    """A server that can be stopped and started while it is used.

    :param port: of loopback, where it is reached besides over its socket; 0 for nowhere.
    """

    folder: Path
    port: int = 0

    def address(self, database: str = "postgres") -> str:
        """Give the address of a database over the socket, without the password."""
        where = f"host={self.folder}" + (f"&port={self.port}" if self.port else "")
        return f"postgresql://{USER}@/{database}?{where}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        listening = f"127.0.0.1 -c port={self.port}" if self.port else "''"
        options = (
            f"-c listen_addresses={listening} -c unix_socket_directories={self.folder} "
            "-c fsync=off -c timezone=Asia/Tokyo"
        )
        self._control("--log", str(self.folder / "log"), "--options", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; ``immediate`` is what a power cut does."""
        self._control(f"--mode={mode}", "stop")

    def kill(self) -> None:
        """Kill its first process, and wait until the others have noticed it and are gone."""
        first = int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        os.kill(first, signal.SIGKILL)
        with suppress(ProcessLookupError):
            while True:
                os.kill(first, 0)
                sleep(0.05)

    @contextmanager
    def killed(self) -> Iterator[None]:
        """Be killed when a block begins, and started again, as a service manager does, when it ends."""
        self.kill()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def stopped(self, mode: str = "immediate") -> Iterator[None]:
        """Be stopped while a block lasts."""
        self.stop(mode)
        try:
            yield
        finally:
            self.start()

    def _control(self, *arguments: str) -> None:
        _run(
            self.folder, f"{_programs()}/pg_ctl", "--pgdata", str(self.folder / "data"), "--wait", *arguments
        )


def is_installed() -> bool:
    """Say whether a server can be started here."""
    return bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"))


@contextmanager
def running_server(port: int = 0) -> Iterator[Server]:
    """Start a server; its disk keeps checksums."""
    folder = Path(tempfile.mkdtemp(prefix="fk-pg-"))
    secret = folder / "secret"
    secret.write_text(PASSWORD, encoding="utf-8")
    if user := _unprivileged():
        for path in (folder, secret):
            os.chown(path, user.pw_uid, user.pw_gid)
    server = Server(folder, port)
    try:
        data = ("--pgdata", str(folder / "data"), "--encoding=UTF8", "--no-sync", "--data-checksums")
        access = (f"--username={USER}", "--auth=scram-sha-256", f"--pwfile={secret}")
        _run(folder, f"{_programs()}/initdb", *data, *access)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def password_file(folder: Path) -> Path:
    """Write the server's password where PostgreSQL's own library reads it (``PGPASSFILE``)."""
    file = folder / "pgpass"
    file.write_text(f"*:*:*:{USER}:{PASSWORD}\n", encoding="utf-8")
    file.chmod(0o600)
    return file


def _run(folder: Path, *command: str) -> None:
    user = _unprivileged()
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"},
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )


def _programs() -> Path:
    """Find the folder of PostgreSQL's programs: Debian keeps them by version."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError(MISSING)
    return Path(found).parent


def _unprivileged() -> pwd.struct_passwd | None:
    """Give whom to run the server as: PostgreSQL refuses root."""
    if os.getuid() != 0:
        return None
    return pwd.getpwnam("postgres")

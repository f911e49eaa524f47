"""Control data on a host of its own: over TCP and TLS, and only on the server that is meant."""

from __future__ import annotations

import os
import pwd
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import Said, ask
from control_places import ON_SERVER, closed_at_the_end, password_file
from fixtures.certificates import Authority
from fixtures.postgres_server import Server, running_server

from folkekommune.access.users import Grant
from folkekommune.bootstrap import open_wiring
from folkekommune.settings import Home

pytestmark = [pytest.mark.slow, ON_SERVER]
PASSWORD = "fjorten fine fjell"  # noqa: S105  (of accounts that live for one test)
NAME, OTHER_NAME = "db.kommune.example", "db.annen.example"
NOT_TRUSTED = "does not show a certificate"


@dataclass(frozen=True)
class Elsewhere:
    """A server as on a host of its own, named as its certificate is."""

    server: Server
    authority: Path
    stranger: Path

    def address(self, *, host: str = NAME, authority: Path | None = None, database: str = "postgres") -> str:
        """Give the address to write in the configuration."""
        checked = f"sslmode=verify-full&sslrootcert={authority or self.authority}"
        way = f"{host}:{self.server.port}"
        return f"postgresql://kilde@{way}/{database}?hostaddr=127.0.0.1&{checked}"

    def show(self, certificate: Path) -> None:
        """Show a certificate from now on."""
        data = self.server.folder / "data"
        for file, name in ((certificate, "server.crt"), (certificate.with_suffix(".key"), "server.key")):
            target = data / name
            target.write_bytes(file.read_bytes())
            target.chmod(0o600)
            if os.getuid() == 0:
                user = pwd.getpwnam("postgres")
                os.chown(target, user.pw_uid, user.pw_gid)
        self.server.stop("fast")
        self.server.start()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    for name in ("ours", "theirs"):
        (folder / name).mkdir()
        authority = Authority(f"Authority of {name}")
        authority.write(folder / f"{name}.pem")
        authority.issue(NAME, folder / name)
    return folder


@pytest.fixture(scope="module")
def elsewhere(certificates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    with pytest.MonkeyPatch.context() as patch, running_server(port) as server:
        patch.setenv("PGPASSFILE", str(password_file(tmp_path_factory.mktemp("pgpass"))))
        data = server.folder / "data"
        with (data / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("ssl = on\n")
        # As section 14 of the handbook says: over the network with TLS and a password, and in no other way.
        (data / "pg_hba.conf").write_text(
            "local all all scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8"
        )
        found = Elsewhere(server, certificates / "ours.pem", certificates / "theirs.pem")
        found.show(certificates / "ours" / f"{NAME}.pem")
        yield found


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    with closed_at_the_end():
        yield


def init(home: Path, address: str) -> Said:
    return ask("init", "--municipality", "4601", "--control-database", address, home=home)


def remarks(home: Path) -> set[str]:
    said = ask("doctor", "--json", home=home)
    return {each["code"] for each in said.data["remarks"] if "control" in each["code"]}


def test_an_installation_works_with_a_server_it_has_checked_and_with_no_other(
    elsewhere: Elsewhere, certificates: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    said = init(home, elsewhere.address())
    assert said.code == 0, said.err
    wiring = open_wiring(Home(home))
    wiring.accounts.create("kari", "Kari", password=PASSWORD, grants=(Grant("planner", "4601"),))
    assert wiring.accounts.log_in("kari", PASSWORD, client="::1").user.name == "kari"
    with wiring.accounts._engine.connect() as connection:
        way = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert connection.exec_driver_sql(way).scalar_one() is True
    wiring.accounts._engine.dispose()
    assert ask("audit", "verify", home=home).code == 0
    assert remarks(home) == set()
    # Somebody else answers in its place, with the right name and a certificate of their own making.
    elsewhere.show(certificates / "theirs" / f"{NAME}.pem")
    try:
        said = ask("user", "list", home=home)
        assert (said.code, len(said.err.splitlines()), NOT_TRUSTED in said.err) == (1, 1, True)
        assert remarks(home) == {"control.not-trusted"}
    finally:
        elsewhere.show(certificates / "ours" / f"{NAME}.pem")
    assert "kari" in ask("user", "list", home=home).out


@pytest.mark.parametrize("wrong", ["authority", "name", "no file"])
def test_a_server_that_is_not_the_one_is_refused_before_anything_is_made(
    elsewhere: Elsewhere, tmp_path: Path, wrong: str
) -> None:
    address = {
        "authority": elsewhere.address(authority=elsewhere.stranger),
        "name": elsewhere.address(host=OTHER_NAME),
        "no file": elsewhere.address(authority=tmp_path / "nothing.pem"),
    }[wrong]
    said = init(tmp_path / "home", address)
    assert (said.code, len(said.err.splitlines())) == (1, 1), said.err
    assert NOT_TRUSTED in said.err
    assert not (tmp_path / "home").exists()


def test_a_server_that_wants_tls_is_not_reached_in_the_clear(elsewhere: Elsewhere, tmp_path: Path) -> None:
    address = elsewhere.address().replace("verify-full", "disable")
    assert init(tmp_path / "home", address).code == 1
    assert not (tmp_path / "home").exists()

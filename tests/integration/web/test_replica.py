"""A host with the pages for everyone alone: the same answers, nothing else there, never half a copy."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from command_line import Said, ask, contents
from cube_factories import NOON, cell, cube, prepared
from httpx2 import Response
from starlette.testclient import TestClient

from folkekommune.access.users import Grant
from folkekommune.bootstrap import open_wiring
from folkekommune.cli.replica_site import ReplicaSite, replica_server
from folkekommune.cli.serving import build_server
from folkekommune.official.figures import Area, Level, OfficialFigure, Slot
from folkekommune.official.library import OfficialTables, Receipt
from folkekommune.published.publications import Publications
from folkekommune.published.replica import LIST
from folkekommune.services.initialisation import initialise
from folkekommune.settings import Home, Mode, load_installation
from folkekommune.web.sessions import COOKIE

HOST = "https://kommune.example"
PASSWORD = "fjorten fine fjell"  # noqa: S105  (of accounts that live for one test)
SHARE_NOW, SHARE_NEXT = "60", "72"
FINER = "31337"
"""A number that only the municipality itself is shown."""

MINE = cube([cell(2024, int(FINER), 40000, district="460101"), cell(2024, 60, 40)])
FIRST = prepared(MINE, public=(cube([cell(2023, 50, 50), cell(2024, 60, 40), cell(2024, 10, 30, sex="1")]),))
SECOND = prepared(
    MINE, version="2.0.0", public=(cube([cell(2023, 50, 50), cell(2024, 72, 28), cell(2025, 70, 30)]),)
)
PUBLIC = (
    "/",
    "/nb/",
    "/nn/sporsmal",
    "/en/personvern",
    "/nb/sted/4601",
    "/nb/sporsmal/fullamming_6uker/4601",
    "/en/sporsmal/fullamming_6uker/4601?kommune=4601",
    "/nb/sporsmal?sok=amming",
    "/nb/innfelt/fullamming_6uker/4601",
    "/api/v1/questions/fullamming_6uker/4601",
    "/nb/sted/4601/profil",
    "/nb/sted/4601/endringer",
    "/nb/sted/4601/endringer.xml",
    "/nb/tall/fullamming_6uker",
    "/nb/apne-data",
    "/nb/apne-data/fullamming_6uker.csv",
    "/nb/finnes-ikke-her",
    "/api/v1/indicators/fullamming_6uker/9999",
    "/api/v1/openapi.json",
    "/api/v1/municipalities",
    "/api/v1/indicators",
    "/api/v1/indicators/fullamming_6uker",
    "/api/v1/indicators/fullamming_6uker/4601",
    "/api/v1/questions",
    "/api/v1/changes/4601",
    "/api/v1/figures/4601.csv",
    "/api/v1/json-stat/4601/fullamming_6uker",
    "/api/v1/catalogue.ttl",
)
PRIVATE = (
    "/nb/logg-inn",
    "/nb/kommune/",
    "/nn/arbeidsbenk/",
    "/en/forvaltning/4601/",
    "/nb/galleri",
    "/logg-inn/feide/svar",
    "/api/v1/me",
    "/api/v1/dashboard",
    "/api/v1/stewardship/4601/databanks",
    "/api/v1/administration/audit",
    "/api/v1/logged-in/openapi.json",
)


@dataclass
class Hosts:
    """An installation, and a host for citizens that copies come to."""

    root: Path
    main: Path = field(init=False)
    copy: Path = field(init=False)
    there: Path = field(init=False)
    ahead: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        self.main, self.copy, self.there = (self.root / name for name in ("home", "copy", "there"))
        initialise(Home(self.main), name="Prøve", mode=Mode.TEST, municipalities=["4601"])
        with (self.main / "folkekommune.toml").open("a", encoding="utf-8") as configuration:
            configuration.write('contact = "post@kommune.example"\n[web]\naddress = "https://tall.example"\n')
            configuration.write(f'[replicate]\nfolder = "{self.copy}"\n')
        self.there.mkdir()
        (self.there / "folkekommune.toml").write_text(
            'mode = "test"\n[replica]\n[web]\nproxies = ["10.0.0.1"]\n'
        )

    @property
    def publications(self) -> Publications:
        """What is published on the installation."""
        return Publications(Home(self.main).published)

    @property
    def incoming(self) -> Path:
        """Where copies come in."""
        return self.there / "incoming"

    def publish(self, what: object, days: int = 0) -> str:
        """Publish cubes; give the publication's name."""
        made = self.publications.propose(what)  # type: ignore[arg-type]
        return self.publications.approve(made.identifier, at=NOON + timedelta(days=days)).identifier

    def replicate(self) -> Said:
        """Bring the copy up to date, as its job does."""
        said = ask("publication", "replicate", "--format", "json", home=self.main)
        assert said.code == 0, said.err
        return said

    def transfer(self) -> None:
        """Transfer the copy as a whole, and take away what is not in it."""
        shutil.rmtree(self.incoming, ignore_errors=True)
        shutil.copytree(self.copy, self.incoming)

    def site(self) -> ReplicaSite:
        """Begin to show what there is; the host's clock is so far ``ahead``."""
        installation = load_installation(Home(self.there))
        assert installation.replica is not None
        site = ReplicaSite(installation, installation.replica, now=lambda: datetime.now(UTC) + self.ahead)
        site.begin()
        return site


@pytest.fixture
def hosts(tmp_path: Path) -> Hosts:
    hosts = Hosts(tmp_path)
    hosts.publish(FIRST)
    return hosts


@pytest.fixture
def main(hosts: Hosts) -> Iterator[TestClient]:
    wiring = open_wiring(Home(hosts.main))
    wiring.accounts.create("kari", "Kari", password=PASSWORD, grants=(Grant("planner", "4601"),))
    yield client_of(build_server(wiring))
    wiring.accounts._engine.dispose()


def client_of(app: object) -> TestClient:
    return TestClient(app, base_url=HOST, follow_redirects=False, raise_server_exceptions=False)  # type: ignore[arg-type]


def share(client: TestClient) -> str:
    """Give what citizens are told of 2024."""
    found = client.get("/api/v1/indicators/fullamming_6uker/4601").json()
    return next(str(round(each["value"])) for each in found["figures"] if each["year"] == 2024)


def keep_official(home: Path, code: str, kept_by: str = "user:ola") -> None:
    slots = {Slot(Area(Level.MUNICIPALITY, "4601"), 2024): OfficialFigure(12.0, 12.0, 100.0)}
    told = ("no.folkekommune.helseprofil", code, 0, 1, "T", "S", "NLOD", "", "", "2026-01-01", "0" * 64)
    OfficialTables(home / "official").keep(
        Receipt(*told, invented=True, kept_at="2026-01-02", kept_by=kept_by, figures=1), slots
    )


def headers(answer: Response) -> dict[str, str]:
    """Give the headers without what is drawn for each answer."""
    drawn = re.compile(r"'nonce-[^']+'")
    return {name: drawn.sub("", value) for name, value in answer.headers.items() if name != "x-request-id"}


def test_what_everyone_may_see_is_answered_to_the_byte(hosts: Hosts, main: TestClient) -> None:
    hosts.publish(SECOND, days=40)
    hosts.replicate()
    hosts.transfer()
    replica = client_of(replica_server(site := hosts.site()))
    assert site.lacking() == ()
    found = {}
    for path in PUBLIC:
        here, there = main.get(path), replica.get(path)
        found[path] = here.status_code
        assert (there.status_code, there.content) == (here.status_code, here.content), path
        assert headers(there) == headers(here), path
    answered = {path for path, status in found.items() if status in {200, 307, 308}}
    assert set(PUBLIC) - answered == {"/nb/finnes-ikke-her", "/api/v1/indicators/fullamming_6uker/9999"}
    assert share(replica) == SHARE_NEXT


@pytest.mark.parametrize("path", PRIVATE)
def test_what_needs_a_log_in_is_not_there_and_its_address_is_told(
    hosts: Hosts, main: TestClient, path: str
) -> None:
    hosts.replicate()
    hosts.transfer()
    replica = client_of(replica_server(hosts.site()))
    accounts = main.app.state.pages.services.accounts  # type: ignore[attr-defined]
    replica.cookies.set(COOKIE, accounts.log_in("kari", PASSWORD, client="test").token)
    assert main.get(path).status_code != 404 or path.startswith("/logg-inn/")
    for answer in (replica.get(path), replica.post(path, headers={"Sec-Fetch-Site": "same-origin"})):
        assert answer.status_code == 404
        assert "https://tall.example" in answer.text
        assert "set-cookie" not in answer.headers


def test_the_copy_holds_what_everyone_may_see_and_nothing_else(hosts: Hosts, main: TestClient) -> None:
    keep_official(hosts.main, "tannhelse_5aar")
    keep_official(hosts.main, "folketall")
    withdrawn = hosts.publish(SECOND, days=40)
    hosts.publications.propose(prepared(cube([cell(2022, 1234, 5678)]), version="3.0.0"))
    hosts.publications.withdraw(withdrawn, at=NOON + timedelta(days=41))
    (hosts.main / "databanks" / "egen" / "mappings").mkdir(parents=True)
    (hosts.main / "databanks" / "egen" / "mappings" / "journal.toml").write_text("field = 'fnr'")
    hosts.replicate()
    found = {str(path.relative_to(hosts.copy)) for path in hosts.copy.rglob("*") if path.is_file()}
    kinds = {"/".join(part for part in name.split("/") if "helseprofil-" not in part) for name in found}
    assert kinds - {"official/changed"} == {
        ".lock",
        LIST,
        "folkekommune.toml",
        "published/register.json",
        "published/publications/manifest.json",
        "published/publications/public.json",
        "official/no.folkekommune.helseprofil/folketall/1/receipt.json",
        "official/no.folkekommune.helseprofil/folketall/1/figures.json",
    }
    assert f"published/publications/{withdrawn}/public.json" not in found
    written = b"".join(path.read_bytes() for path in hosts.copy.rglob("*") if path.is_file())
    secrets = [path.read_bytes() for path in (hosts.main / "keys").iterdir() if path.is_file()]
    assert secrets
    for secret in (*secrets, *(each.hex().encode() for each in secrets)):
        assert secret not in written
    for word in (FINER, "1234", "user:ola", "fnr", PASSWORD, "kari", str(hosts.main)):
        assert word.encode() not in written, word
    hosts.transfer()
    client_of(replica_server(hosts.site())).get("/nb/")
    mine = {name for name in contents(hosts.there) if "/" not in name}
    assert mine == {"folkekommune.toml"}
    assert sorted(path.name for path in hosts.there.iterdir()) == ["folkekommune.toml", "incoming", "kept"]


@pytest.mark.parametrize("seed", range(4))
def test_files_may_come_in_any_order_and_half_a_copy_is_never_shown(hosts: Hosts, seed: int) -> None:
    hosts.replicate()
    hosts.transfer()
    site = hosts.site()
    replica = client_of(replica_server(site))
    before = replica.get("/nb/sporsmal/fullamming_6uker/4601").content
    hosts.publish(SECOND, days=40)
    hosts.replicate()
    files = sorted(path.relative_to(hosts.copy) for path in hosts.copy.rglob("*") if path.is_file())
    changed = [file for file in files if _differ(hosts.copy / file, hosts.incoming / file)]
    assert len(changed) == 4  # list, register, and a new publication's two
    for number, file in enumerate(Random(seed).sample(changed, len(changed)), 1):  # noqa: S311 - no secret
        (hosts.incoming / file).parent.mkdir(parents=True, exist_ok=True)
        content = (hosts.copy / file).read_bytes()
        for part in (content[: len(content) // 2], content):
            (hosts.incoming / file).unlink(missing_ok=True)
            (hosts.incoming / file).write_bytes(part)
            site.look()
            whole = number == len(changed) and part == content
            assert share(replica) == (SHARE_NEXT if whole else SHARE_NOW)
            assert (replica.get("/nb/sporsmal/fullamming_6uker/4601").content == before) is not whole
            assert replica.get("/healthz").status_code == 200
    assert replica.get("/healthz").json() == {"status": "ok"}


def _differ(one: Path, other: Path) -> bool:
    return not other.exists() or one.read_bytes() != other.read_bytes()


def flip(file: Path) -> None:
    """Change a bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()
    file.write_bytes(content)


def public_file(folder: Path) -> Path:
    (found,) = folder.glob("published/publications/*/public.json")
    return found


def test_what_is_damaged_leaves_the_last_good_one_also_after_a_restart(hosts: Hosts) -> None:
    hosts.replicate()
    hosts.transfer()
    hosts.site()
    for name in ("folkekommune.toml", "published/register.json", LIST):
        hosts.transfer()
        flip(hosts.incoming / name)
        site = hosts.site()
        assert share(client_of(replica_server(site))) == SHARE_NOW
        assert site.lacking() == ("newest-copy",)
    hosts.transfer()
    site.look()
    assert site.lacking() == ()
    # The kept one is damaged instead: what lies whole where copies come in takes its place.
    flip(public_file(next((hosts.there / "kept").glob("[0-9a-f]*"))))
    site = hosts.site()
    assert (share(client_of(replica_server(site))), site.lacking()) == (SHARE_NOW, ())


def test_before_the_first_copy_there_is_nothing_and_it_says_so(hosts: Hosts) -> None:
    site = hosts.site()
    with TestClient(replica_server(site)) as client:
        assert client.get("/healthz").json() == {"status": "failing", "failing": ["copy"]}
        assert client.get("/nb/").status_code == 503
        hosts.replicate()
        hosts.transfer()
        site.look()
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/nb/").status_code == 200


def test_what_is_withdrawn_is_gone_with_the_next_copy_and_does_not_come_back(hosts: Hosts) -> None:
    hosts.replicate()
    hosts.transfer()
    shutil.copytree(hosts.copy, earlier := hosts.root / "earlier")
    site = hosts.site()
    replica = client_of(replica_server(site))
    (name,) = (each.identifier for each in hosts.publications.current())
    hosts.publications.withdraw(name, at=NOON + timedelta(days=1))
    hosts.replicate()
    hosts.transfer()
    site.look()
    assert replica.get("/api/v1/municipalities").json() == []
    # What was shown is read to the end by those who had begun, and then goes from the disk.
    hosts.ahead = timedelta(minutes=2)
    site.look()
    assert not [*hosts.there.rglob("public.json")]
    # An earlier copy, from another machine perhaps, is not taken in.
    shutil.rmtree(hosts.incoming)
    shutil.copytree(earlier, hosts.incoming)
    for again in (site, hosts.site()):
        again.look()
        assert again.lacking() == ("newest-copy",)
    assert replica.get("/api/v1/municipalities").json() == []


@pytest.mark.parametrize("name", ["keys/master.key", "published/publications/a/municipal.json", "../outside"])
def test_a_copy_with_what_has_no_place_in_it_is_not_taken_in(hosts: Hosts, name: str) -> None:
    hosts.replicate()
    hosts.transfer()
    (hosts.incoming / name).parent.mkdir(parents=True, exist_ok=True)
    (hosts.incoming / name).write_bytes(b"x")
    listed = json.loads((hosts.incoming / LIST).read_bytes())
    listed["files"][name] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    (hosts.incoming / LIST).write_text(json.dumps(listed))
    assert hosts.site().lacking() == ("newest-copy",)
    assert not [*(hosts.there / "kept").glob("[0-9a-f]*")]


@pytest.mark.parametrize("above", [0, 1, 2])
def test_a_link_is_not_followed(hosts: Hosts, above: int) -> None:
    hosts.replicate()
    hosts.transfer()
    file = public_file(hosts.incoming)
    linked = (file, *file.parents)[above]
    linked.rename(hosts.root / "elsewhere")
    linked.symlink_to(hosts.root / "elsewhere")
    assert hosts.site().lacking() == ("newest-copy",)
    assert not [*(hosts.there / "kept").glob("[0-9a-f]*")]


def test_who_had_begun_to_read_reads_the_publication_they_began_with(hosts: Hosts) -> None:
    hosts.replicate()
    hosts.transfer()
    site = hosts.site()
    assert site._shown is not None
    before = client_of(site._shown[2])  # where a request is that came just before
    hosts.publish(SECOND, days=40)
    hosts.replicate()
    hosts.transfer()
    site.look()
    assert share(before) == SHARE_NOW
    assert len(before.get("/api/v1/changes/4601").json()) == 1
    assert share(client_of(replica_server(site))) == SHARE_NEXT


def test_what_is_damaged_here_is_not_passed_on_and_no_other_folder_is_touched(hosts: Hosts) -> None:
    (other := hosts.root / "other").mkdir()
    (other / "mine.txt").write_text("x")
    for folder in (other, hosts.main / "copy", hosts.root):
        said = ask("publication", "replicate", "--to", folder, home=hosts.main)
        assert (said.code, len(said.err.splitlines())) == (2, 1), said.err
    assert [path.name for path in other.iterdir()] == ["mine.txt"]
    hosts.replicate()
    before = contents(hosts.copy)
    flip(public_file(hosts.main))
    said = ask("publication", "replicate", home=hosts.main)
    assert (said.code, contents(hosts.copy)) == (3, before)


def test_the_copy_is_made_without_keys_data_or_control_data(hosts: Hosts) -> None:
    for name in ("keys", "vault", "ledger", "store"):
        shutil.rmtree(hosts.main / name)
    (hosts.main / "control.sqlite").unlink()
    hosts.replicate()
    hosts.transfer()
    assert share(client_of(replica_server(hosts.site()))) == SHARE_NOW


def test_a_host_for_citizens_refuses_every_other_work_but_can_be_stopped(hosts: Hosts) -> None:
    hosts.replicate()
    hosts.transfer()
    replica = client_of(replica_server(hosts.site()))
    for command in (("user", "list"), ("audit", "verify"), ("backup", str(hosts.root / "b"))):
        said = ask(*command, home=hosts.there)
        assert (said.code, "only shows a copy" in said.err) == (2, True), command
    assert ask("stop-answers", home=hosts.there).code == 0
    assert replica.get("/nb/").status_code == 503
    assert replica.get("/healthz").json() == {"status": "stopped"}
    assert ask("resume-answers", home=hosts.there).code == 0
    assert replica.get("/nb/").status_code == 200


def remarks(home: Path) -> set[str]:
    """Give what the doctor says of copies."""
    said = ask("doctor", "--json", home=home)
    return {each["code"] for each in said.data["remarks"] if "replica" in each["code"]}


def test_the_doctor_tells_of_copies_on_both_hosts(hosts: Hosts) -> None:
    assert remarks(hosts.main) == {"replica-not-whole"}  # it was never made
    assert remarks(hosts.there) == {"replica-not-whole", "replica-empty"}
    hosts.replicate()
    hosts.transfer()
    hosts.site()
    assert remarks(hosts.main) == remarks(hosts.there) == set()
    hosts.publish(SECOND, days=40)
    assert remarks(hosts.main) == {"replica-behind"}
    hosts.replicate()
    assert remarks(hosts.main) == set()
    for place in (hosts.there / "keys", hosts.incoming):
        place.mkdir(exist_ok=True)
        (place / "master.key").write_bytes(b"k")
        assert remarks(hosts.there) == {"replica-holds"}
        (place / "master.key").unlink()
    flip(public_file(hosts.incoming))
    assert remarks(hosts.there) == {"replica-not-whole"}
    hosts.transfer()
    hosts.site()
    listed = json.loads((hosts.incoming / LIST).read_bytes())
    old = (datetime.now(UTC) - timedelta(hours=27)).isoformat()
    (hosts.incoming / LIST).write_text(json.dumps(listed | {"made": old, "version": "0.0.1"}))
    assert remarks(hosts.there) == {"replica-stale", "replica-version", "replica-backwards"}


def test_an_old_copy_is_told_and_shown(hosts: Hosts) -> None:
    hosts.replicate()
    hosts.transfer()
    hosts.ahead = timedelta(hours=27)
    site = hosts.site()
    replica = client_of(replica_server(site))
    assert replica.get("/healthz").json() == {"status": "ok", "lacking": ["fresh-copy"]}
    assert share(replica) == SHARE_NOW

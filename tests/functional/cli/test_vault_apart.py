"""The vault under a user of its own: web and runs get their answers, and nothing that tells who is who."""

from __future__ import annotations

import json
import shutil
import socket
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import ask, put_policy
from fixtures.unprivileged import can_be_nobody
from vault_apart import KEEPER, WEB, Apart, give, holds, opened, pids_of, until

from folkekommune.access.run_records import RunState
from folkekommune.access.users import Grant
from folkekommune.access.vault_tasks import TaskKind, TaskOrder, TaskState
from folkekommune.bootstrap import Wiring
from folkekommune.operations.vault_work import ready_deliveries, somebody_works
from folkekommune.runs.worker import EXIT_TRY_AGAIN
from folkekommune.settings import Home, load_installation

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not can_be_nobody(), reason="two other users are needed, who may read the program"),
]
SCRIPT = """require no.folkekommune.helseprofil:VERSION as hp
create-dataset barn
import hp/KJONN as kjonn
tabulate kjonn
"""
GETS_ANSWERS = ("noise/x/y", "audit", "ledger", "web/forms")
TELLS_WHO = (
    "pseudonym/1",
    "record",
    "source-record/x",
    "vault/linkage",
    "file key 00",
    "backup",
    "keys/root",
)


@pytest.fixture(scope="module")
def apart(walk) -> Iterator[Apart]:
    # Not among the tests' own folders, which only their owner may enter.
    apart = Apart(Path(tempfile.mkdtemp(prefix="fk-apart-")))
    apart.folder.chmod(0o755)
    try:
        shutil.copytree(walk.home, apart.home)
        shutil.copytree(walk.deliveries[1], apart.folder / "delivery")
        shutil.copy(walk.script, apart.folder / "script.txt")
        put_policy(apart.home, {"floors__population_small": 20, "floors__numeric": 2})
        (apart.folder / "run").mkdir()
        configuration = apart.home / "folkekommune.toml"
        section = f'[vault]\nsocket = "{apart.socket}"\nanswering = ["{WEB}"]\n'
        configuration.write_text(configuration.read_text() + "\n" + section, encoding="utf-8")
        give(apart.home, WEB, shared=True)
        for folder in (apart.home / "keys", apart.home / "vault"):
            shutil.copystat(walk.home / folder.name, folder)
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o700 if path.is_dir() else 0o600)
            give(folder, KEEPER, shared=False)
        for folder in (apart.folder / "delivery", apart.folder / "run"):
            give(folder, KEEPER, shared=False)
        apart.start_vault()
        yield apart
    finally:
        for name in list(apart.running):
            apart.kill(name)
        shutil.rmtree(apart.folder, ignore_errors=True)


def in_one(apart: Apart, to: Path) -> Path:
    """Copy the installation as one that has no vault apart."""
    shutil.copytree(apart.home, to)
    configuration = to / "folkekommune.toml"
    configuration.write_text(configuration.read_text().split("[vault]")[0], encoding="utf-8")
    return to


@pytest.mark.thorough
def test_the_vaults_user_loads_and_releases_and_runs_answer_as_in_an_installation_in_one(
    apart: Apart, tmp_path: Path
):
    loaded = apart.ask(KEEPER, "load", apart.folder / "delivery")
    released = apart.ask(KEEPER, "release", "--format", "json")
    assert (loaded.returncode, released.returncode) == (0, 0), loaded.stderr + released.stderr
    # Of the release that was made now, so that nobody has been answered before.
    script = SCRIPT.replace("VERSION", json.loads(released.stdout)["version"].split(".")[0])
    asked = apart.folder / "new.txt"
    asked.write_text(script, encoding="utf-8")
    asked.chmod(0o644)  # whatever opening the installation in this process has chosen for new files
    alone = in_one(apart, tmp_path / "home")
    question = ("run", asked, "--project", "p1", "--format", "json")
    answered, expected = apart.ask(WEB, *question), ask(*question, home=alone)
    assert (answered.returncode, expected.code) == (0, 0), answered.stdout + answered.stderr
    assert answered.stdout == expected.out
    table = json.loads(answered.stdout)["results"][-1]
    assert (table["kind"], table["status"]) == ("table", "done")
    assert ask("audit", "verify", home=in_one(apart, tmp_path / "after")).code == 0


@pytest.mark.thorough
def test_the_vaults_user_looks_after_all_of_it_also_what_web_keeps_for_itself(apart: Apart, tmp_path: Path):
    private = apart.home / "scripts"
    private.mkdir(mode=0o700)
    (private / "one.txt").write_text("create-dataset barn\n")
    give(private, WEB, shared=False)
    (backups := apart.folder / "backups").mkdir()
    give(backups, KEEPER, shared=False)
    for command in (("backup", backups), ("verify",)):
        done = apart.ask(KEEPER, *command, reads_all=True)
        assert done.returncode == 0, done.stderr
    (made,) = backups.glob("*.fkbackup")
    key = apart.home / "keys" / "master.key"
    restored = ask("restore", made, "--home", tmp_path / "new", "--master-key", key)
    assert restored.code == 0, restored.err
    assert (tmp_path / "new" / "scripts" / "one.txt").exists()
    told = json.loads(apart.ask(KEEPER, "doctor", "--json").stdout)["remarks"]
    wrong = [each["code"] for each in told if each["level"] == "wrong"]
    assert wrong == ([] if somebody_works(Home(apart.home)) else ["tasks.nobody-works"])
    assert {"vault.configuration-open", "vault.databanks-open"} <= {each["code"] for each in told}


ASKING = """
import json, sys
from pathlib import Path
from folkekommune.errors import UserError
from folkekommune.keys.vault_client import VaultLine

def said(work):
    try:
        return work()
    except UserError as fault:
        return fault.code
    except PermissionError:
        return "closed"

line, home = VaultLine(Path(sys.argv[1]), patience=0), Path(sys.argv[2])
keys = {purpose: said(lambda: line.ask("derive", purpose=purpose)["key"]) for purpose in sys.argv[3:]}
others = {name: said(lambda: line.ask(name, purpose="record")) for name in ("seal", "reidentify")}
files = {name: said((home / name).read_bytes) for name in ("keys/master.key", "vault/linkage.sealed")}
files |= {name: said(lambda: list((home / name).iterdir())) for name in ("keys", "keys/files", "vault")}
print(json.dumps([keys, others, files]))
"""


@pytest.mark.parametrize(("user", "answered"), [(WEB, True), ("www-data", False)])
def test_web_is_given_keys_of_answers_alone_and_a_stranger_nothing(apart: Apart, user: str, answered: bool):
    asked = apart.python(user, "-c", ASKING, apart.socket, apart.home, *GETS_ANSWERS, *TELLS_WHO)
    done = apart.call(asked)
    assert done.returncode == 0, done.stderr
    keys, others, files = json.loads(done.stdout)
    refused = "vault.refused" if answered else "vault.stranger"
    given = {purpose: apart.keys().derive(purpose).hex() for purpose in GETS_ANSWERS}
    assert keys == {
        **(given if answered else dict.fromkeys(GETS_ANSWERS, refused)),
        **dict.fromkeys(TELLS_WHO, refused),
    }
    assert set(others.values()) == {refused}
    assert set(files.values()) == {"closed"}


COMMANDS = """
import contextlib, io, json, sys
from folkekommune.cli import run

told = {}
for arguments in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(arguments)
    told[" ".join(arguments)] = [code, out.getvalue(), err.getvalue().split(". ")[0]]
print(json.dumps(told))
"""


def test_commands_that_tell_who_is_who_are_refused_to_web_in_a_sentence(apart: Apart):
    commands = [
        ["load", str(apart.folder / "delivery")],
        ["release"],
        ["corrections", "--municipality", "4601"],
        ["quality"],
        ["reservations", "list-count"],
        ["pseudonyms", "rotate"],
        ["backup", str(apart.folder / "backups")],
        ["verify"],
    ]
    done = apart.call(apart.python(WEB, "-c", COMMANDS, json.dumps(commands)))
    assert done.returncode == 0, done.stderr
    refused = [5, "", "This can be done only where the vault is"]
    assert json.loads(done.stdout) == {" ".join(each): refused for each in commands}


ORDERING = """
import json, sys
from pathlib import Path
from folkekommune.access.vault_tasks import TaskKind
from folkekommune.bootstrap import open_wiring
from folkekommune.settings import Home

wiring = open_wiring(Home(Path(sys.argv[1])))
user, desk = wiring.accounts.find("bestiller"), wiring.stewards().choose()[1]
desk.order(user, "4601", TaskKind.PREVIEW, "laid")
assert desk.load(user, "4601", "laid")
"""
OUTCOME = """
import json, sys
from pathlib import Path
from folkekommune.bootstrap import open_wiring
from folkekommune.settings import Home

wiring = open_wiring(Home(Path(sys.argv[1])))
user, desk = wiring.accounts.find("bestiller"), wiring.stewards().choose()[1]
print(json.dumps([
    [each.said.code for each in reversed(desk.tasks(user, "4601"))],
    len(desk.preview(user, "4601", "laid").fields) > 0,
    len(desk.deliveries(user, "4601")),
]))
"""


def test_what_a_page_orders_is_done_by_the_vaults_user_once_though_it_is_killed(apart: Apart, walk):
    deliveries = apart.home / "deliveries"
    shutil.copytree(walk.deliveries[2], deliveries / "4601" / "laid")
    give(deliveries, KEEPER, shared=False)
    give(deliveries / "4601" / "laid", WEB, shared=True)  # laid there by web, who may not look around
    deliveries.chmod(0o710)
    (deliveries / "4601").chmod(0o1730)
    wiring = Wiring(load_installation(Home(apart.home)), apart.keys())
    grants = (Grant("steward", "4601"),)
    wiring.accounts.create("bestiller", "Kari", password="fjorten fine fjell", grants=grants)  # noqa: S106
    before = len(wiring.store.draft(wiring.package().databank.name, "4601").deliveries())

    apart.start("work", KEEPER, "vault", "work")
    until(lambda: ready_deliveries(wiring.home, "4601") == ("laid",), apart.log("work"))
    ordered = apart.call(apart.python(WEB, "-c", ORDERING, apart.home))
    assert ordered.returncode == 0, ordered.stderr
    load = TaskOrder(TaskKind.LOAD, wiring.package().databank.name, "4601", "laid")
    tasks = wiring.vault_tasks
    until(lambda: tasks.latest(load).state is not TaskState.WAITING, apart.log("work"))
    apart.kill("work")
    assert apart.ask(KEEPER, "vault", "serve").returncode == 2  # the vault itself goes on
    apart.start("work", KEEPER, "vault", "work")
    until(lambda: not tasks.latest(load).is_under_way, apart.log("work"))

    told = apart.call(apart.python(WEB, "-c", OUTCOME, apart.home))
    assert told.returncode == 0, told.stderr
    codes, has_preview, delivered = json.loads(told.stdout)
    # Killed after the load and before it was told, the same delivery is found to be there already.
    assert codes[0] == "tasks.done-preview"
    assert codes[1] in {"tasks.done-load", "ingest.load-unchanged"}
    assert (has_preview, delivered) == (True, before + 1)
    assert [each.name for each in (apart.home / "vault" / ".unfinished-taken-in").iterdir()] == [".lock"]
    assert wiring.audit.verify().holds
    subject = f"load:{tasks.latest(load).identifier}"
    assert [len(wiring.audit.about(action, subject)) for action in ("task-order", "task-done")] == [1, 1]
    apart.kill("work")
    wiring.accounts._engine.dispose()


def test_web_cannot_carry_out_what_it_orders(apart: Apart):
    said = apart.ask(WEB, "vault", "work")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("Orders are carried out by the vault's own user")


def get(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as fault:
        return fault.code
    except OSError:
        return 0


def lacking(port: int) -> set[str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
        return set(json.load(answer).get("lacking", []))


class Queue:
    """The queue of runs, as root sees it."""

    def __init__(self, apart: Apart) -> None:
        self.wiring = Wiring(load_installation(Home(apart.home)), apart.keys())
        self.user = self.wiring.accounts.create("forsker", "Kari", password="fjorten fine fjell")  # noqa: S106
        self.script = (apart.folder / "script.txt").read_text(encoding="utf-8")

    def put(self) -> Callable[[], bool]:
        """Put the script in the queue; give what tells whether it is done."""
        runs = self.wiring.runs
        run = runs.enqueue(self.script, project="p1", user_id=self.user.identifier)
        return lambda: runs.get(run.identifier).state is RunState.DONE

    def close(self) -> None:
        """Let go of the database."""
        self.wiring.accounts._engine.dispose()


def test_pages_and_runs_hold_no_credential_and_go_on_when_the_vault_is_killed(apart: Apart):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = apart.start("web", WEB, "serve", "--port", port)
    until(lambda: get(port, "/healthz") == 200, apart.log("web"))
    assert lacking(port) <= {"vault-work"}
    queue = Queue(apart)
    until(queue.put(), apart.log("web"))

    keys = apart.keys()
    secrets = [keys.master, *map(keys.derive, ("record", "pseudonym/1", "vault/linkage", "backup"))]
    secrets += [each.hex().encode() for each in secrets]
    vault = pids_of(apart.running["vault"])
    assert any(holds(pid, [keys.master]) for pid in vault)  # what is looked for would be found
    web = pids_of(server)
    assert len(web) >= 2  # the server, and those that wait for a run
    assert not [pid for pid in web if holds(pid, secrets)]
    closed = (str(apart.home / "keys"), str(apart.home / "vault"))
    assert not [file for pid in web for file in opened(pid) if file.startswith(closed)]

    apart.kill("vault")
    assert get(port, "/nb/") == 200
    assert "vault" in lacking(port)
    is_done = queue.put()
    apart.start_vault()
    until(is_done, apart.log("web"))
    apart.kill("web")
    queue.close()


@pytest.mark.thorough
def test_without_the_vault_nothing_is_answered_and_a_sentence_says_so(apart: Apart):
    apart.kill("vault")
    try:
        said = apart.ask(WEB, "run", apart.folder / "script.txt", "--project", "p1")
        assert (said.returncode, said.stdout) == (1, "")
        assert said.stderr.startswith("The vault does not answer")
        run = apart.call(apart.python(WEB, "-m", "folkekommune.cli.queued_run", apart.home))
        assert run.returncode == EXIT_TRY_AGAIN, run.stderr  # the run goes back to the queue
        told = json.loads(apart.ask(WEB, "doctor", "--json").stdout)
        assert {"code": "vault.away", "level": "wrong"}.items() <= told["remarks"][0].items()
    finally:
        apart.start_vault()


def test_the_vault_logs_who_asked_for_what_kind_and_refuses_to_be_the_user_it_guards_against(apart: Apart):
    asked = apart.python(WEB, "-c", ASKING, apart.socket, apart.home, "noise/x/y", "record")
    assert apart.call(asked).returncode == 0
    lines = [json.loads(line) for line in apart.log("vault").read_text().splitlines() if line[0] == "{"]
    told = {(line.get("user"), line.get("purposes"), line.get("outcome")) for line in lines}
    assert (WEB, "noise", "given") in told
    assert (WEB, "not given out", "refused") in told
    said = apart.ask(WEB, "vault", "serve")
    assert (said.returncode, said.stderr.split(":")[0]) == (
        2,
        f"The user {WEB} cannot both keep the vault and ask it",
    )
    again = apart.ask(KEEPER, "vault", "serve")
    assert (again.returncode, again.stderr) == (
        2,
        f"Another vault answers on {apart.socket} already. Stop it first.\n",
    )

"""Web when the vault is apart: what its stewards see and order, and what nobody is told there."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from command_line import DATABANK, copy_home

from folkekommune.access.users import Grant, User
from folkekommune.access.vault_tasks import TaskKind, TaskState
from folkekommune.bootstrap import Wiring
from folkekommune.bootstrap.vault_tasks import taking_orders, tell_ready
from folkekommune.cli.vault import worker_of
from folkekommune.errors import PermissionRefused, UserError
from folkekommune.keys import load_keys
from folkekommune.keys.vault_client import VaultKeys, VaultLine
from folkekommune.keys.vault_server import VaultServer
from folkekommune.keys.vault_service import VaultService
from folkekommune.services.stewardship import Stewardship
from folkekommune.services.vault_results import TaskResults
from folkekommune.settings import Home, VaultSettings, load_installation

pytestmark = pytest.mark.slow


@dataclass
class Parted:
    """An installation as web opens it, with the vault's socket and no key, and as the vault's user does."""

    web: Wiring
    keeper: Wiring

    @property
    def desk(self) -> Stewardship:
        """What the pages work with."""
        return self.web.stewards().choose()[1]

    def work(self) -> None:
        """Carry out everything that is ordered."""
        tell_ready(self.keeper)
        worker = worker_of(self.keeper)
        while worker.work_next():
            pass


@pytest.fixture(scope="module")
def parted(walk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parted]:
    folder = tmp_path_factory.mktemp("apart")
    home = Home(copy_home(walk.home, folder / "home"))
    shutil.copytree(walk.deliveries[1], home.root / "deliveries" / "4601" / "second")
    file = folder / "vault.sock"
    installation = replace(load_installation(home), vault=VaultSettings(file, ("nobody",)))
    keys = load_keys(home.keys.rename(folder / "elsewhere"))
    with VaultServer(file, VaultService(keys), {os.geteuid(): "web"}) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            web = Wiring(installation, VaultKeys(line=VaultLine(file)))
            yield Parted(web, Wiring(installation, keys))
        finally:
            server.shutdown()
            thread.join()


def words_in(plain: object) -> Iterator[str]:
    """Give every text in plain data."""
    if isinstance(plain, dict | list | tuple):
        for each in plain.values() if isinstance(plain, dict) else plain:
            yield from words_in(each)
    elif isinstance(plain, str):
        yield plain


@pytest.fixture(scope="module")
def web(parted: Parted) -> Wiring:
    return parted.web


@pytest.fixture(scope="module")
def steward(web: Wiring) -> User:
    grants = (Grant("steward", "4601"),)
    return web.accounts.create("kari", "Kari", password="fjorten fine fjell", grants=grants)  # noqa: S106


def test_figures_are_proposed_for_publication_as_ever(web: Wiring):
    prepared = web.preparations.latest(DATABANK, "4601")
    assert prepared is not None
    assert web.publications.propose(prepared).identifier


def test_deliveries_and_releases_are_shown_with_their_counts(parted: Parted, steward: User):
    delivery = parted.desk.deliveries(steward, "4601")[-1]
    assert delivery.summary["rows"] > 0
    assert ("4601",) in [each.parts for each in parted.desk.releases(steward, "4601")]


def test_a_delivery_is_tried_and_loaded_a_release_made_and_its_quality_told_by_the_vaults_user(
    parted: Parted, steward: User
):
    desk = parted.desk
    before = len(desk.deliveries(steward, "4601")), len(desk.releases(steward, "4601"))
    parted.work()
    assert "second" in desk.waiting(steward, "4601")
    desk.order(steward, "4601", TaskKind.PREVIEW, "second")
    assert desk.load(steward, "4601", "second")
    desk.make_release(steward, "4601")
    desk.order(steward, "4601", TaskKind.QUALITY)
    desk.order(steward, "4601", TaskKind.CORRECTIONS)
    assert desk.is_making
    ordered = [each for each in desk.tasks(steward, "4601") if each.state is TaskState.WAITING]
    assert [each.order.kind for each in reversed(ordered)] == list(TaskKind)

    parted.work()
    assert not desk.is_making
    assert [each.said.code for each in reversed(desk.tasks(steward, "4601")[: len(ordered)])] == [
        "tasks.done-preview",
        "tasks.done-load",
        "tasks.done-release",
        "tasks.done-quality",
        "tasks.done-corrections",
    ]
    after = len(desk.deliveries(steward, "4601")), len(desk.releases(steward, "4601"))
    assert after == (before[0] + 1, before[1] + 1)

    own = parted.keeper.stewards().choose()[1]
    assert desk.preview(steward, "4601", "second") == own.preview(steward, "4601", "second")
    assert desk.quality(steward, "4601", None) == own.quality(steward, "4601", None)
    assert desk.correction_counts(steward, "4601") == own.correction_counts(steward, "4601")


def test_the_list_of_corrections_is_put_where_the_vaults_user_alone_reads_it(parted: Parted, steward: User):
    parted.desk.order(steward, "4601", TaskKind.CORRECTIONS)
    parted.work()
    file = parted.web.installation.deliveries / "corrections" / "4601" / f"{DATABANK}.csv"
    listed = file.read_text(encoding="utf-8-sig").splitlines()
    assert len(listed) - 1 == len(parted.keeper.stewards().choose()[1].corrections(steward, "4601"))
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with pytest.raises(PermissionRefused, match=r"tasks\.list-elsewhere"):
        parted.desk.corrections(steward, "4601")


def test_what_is_handed_back_and_written_down_names_no_record(parted: Parted, steward: User):
    named = {each.record for each in parted.keeper.stewards().choose()[1].corrections(steward, "4601")}
    assert named
    parted.desk.order(steward, "4601", TaskKind.QUALITY)
    parted.desk.order(steward, "4601", TaskKind.CORRECTIONS)
    parted.work()
    results = [each.sealed for each in parted.desk.tasks(steward, "4601") if each.sealed]
    assert len(results) >= 2
    tasks = parted.desk.tasks(steward, "4601")
    opened = [TaskResults(parted.web.keys).open(each) for each in tasks]
    written = set(words_in([opened, [[each.order.subject, dict(each.said.parameters)] for each in tasks]]))
    assert "closed" not in written  # the keys are left out: what is looked for would be found among values
    assert {"4601", "second"} & written
    assert not named & written


def test_every_order_and_its_end_stand_in_the_audit_trail(parted: Parted, steward: User):
    task = parted.desk.order(steward, "4601", TaskKind.QUALITY)
    parted.work()
    other = parted.desk.order(steward, "4601", TaskKind.QUALITY)
    assert parted.desk.cancel_task(steward, "4601", other.identifier)
    events = [
        event
        for action in ("task-order", "task-done", "task-cancel")
        for event in parted.web.audit.of_action(action)
    ]
    told = [
        (each.action, each.actor, each.municipality)
        for each in events
        if each.subject == f"quality:{task.identifier}"
    ]
    assert told == [("task-order", "user:kari", "4601"), ("task-done", "user:kari", "4601")]
    assert [each.action for each in events if each.subject == f"quality:{other.identifier}"] == [
        "task-order",
        "task-cancel",
    ]


@pytest.mark.parametrize("role", ["planner", "steward"])
def test_nobody_but_the_municipalitys_steward_orders_sees_or_cancels(
    parted: Parted, steward: User, role: str
):
    number = "4601" if role == "planner" else "4631"
    stranger = User(99, "s", "S", (Grant(role, number),))
    task = parted.desk.order(steward, "4601", TaskKind.QUALITY)
    for attempt in (
        lambda: parted.desk.order(stranger, "4601", TaskKind.QUALITY),
        lambda: parted.desk.tasks(stranger, "4601"),
        lambda: parted.desk.standing(stranger, "4601", TaskKind.QUALITY),
        lambda: parted.desk.cancel_task(stranger, "4601", task.identifier),
    ):
        with pytest.raises(PermissionRefused):
            attempt()
    assert parted.desk.cancel_task(steward, "4601", task.identifier)


def test_an_order_of_someone_who_is_steward_no_more_is_not_carried_out(parted: Parted, steward: User):
    grant = Grant("steward", "4601")
    leaving = parted.web.accounts.create("per", "Per", password="fjorten fine fjell", grants=(grant,))  # noqa: S106
    task = parted.desk.order(leaving, "4601", TaskKind.QUALITY)
    parted.web.accounts.revoke("per", grant, by="system")
    parted.work()
    (ended,) = (each for each in parted.desk.tasks(steward, "4601") if each.identifier == task.identifier)
    assert (ended.state, ended.said.code) == (TaskState.FAILED, "access.no-permission-in")


def test_what_cannot_be_done_is_told_and_the_next_order_is_taken(parted: Parted, steward: User):
    folder = parted.web.installation.deliveries / "4601" / "broken"
    shutil.copytree(parted.web.installation.deliveries / "4601" / "second", folder)
    next(each for each in folder.iterdir() if each.name != "manifest.json").write_text("changed")
    parted.work()
    parted.desk.load(steward, "4601", "broken")
    parted.desk.order(steward, "4601", TaskKind.QUALITY)
    parted.work()
    quality, load = parted.desk.tasks(steward, "4601")[:2]
    assert (load.state, load.said.code) == (TaskState.FAILED, "ingest.file-size")
    assert quality.state is TaskState.DONE
    shutil.rmtree(folder)


def test_what_was_not_ordered_is_not_there_to_show(parted: Parted, steward: User):
    (version, *_) = (each.version for each in parted.desk.releases(steward, "4601"))
    with pytest.raises(UserError, match=r"tasks\.no-result"):
        parted.desk.quality(steward, "4601", version)
    with pytest.raises(UserError, match=r"tasks\.no-delivery"):
        parted.desk.order(steward, "4601", TaskKind.PREVIEW, "no-such")


def test_one_process_at_a_time_takes_orders_and_lets_go_what_a_killed_one_had(parted: Parted, steward: User):
    task = parted.desk.order(steward, "4601", TaskKind.QUALITY)
    assert parted.keeper.vault_tasks.claim().identifier == task.identifier  # by one who is killed now
    with taking_orders(parted.keeper):
        with pytest.raises(UserError, match=r"tasks\.others-work"), taking_orders(parted.keeper):
            pass
        parted.work()
    assert parted.desk.tasks(steward, "4601")[0].state is TaskState.DONE


def test_the_vaults_folder_and_the_keys_are_not_touched(web: Wiring, walk):
    before = len(web.audit.of_action("vault-open"))
    databank = web.package(DATABANK).databank
    for work in (
        lambda: web.intake.load(walk.deliveries[1]),
        lambda: next(web.reviewing.quality_facts(databank, municipalities=["4601"])),
        lambda: web.reviewing.corrections(databank, "4601"),
        lambda: web.releasing.release(databank, parts=["4601"]),
        web.identities.rotate_pseudonyms,
        web.identities.people,
        web.operating.verify,
        lambda: web.operating.back_up(web.home.root.parent / "backup"),
        lambda: web.releasing.apply_retention(DATABANK),
    ):
        with pytest.raises(PermissionRefused, match=r"vault\.refused"):
            work()
    assert len(web.audit.of_action("vault-open")) == before


def test_scratch_of_deliveries_is_removed(parted: Parted):
    left = Path(parted.web.home.vault / ".unfinished-taken-in")
    assert not left.exists() or [each.name for each in left.iterdir()] in ([], [".lock"])

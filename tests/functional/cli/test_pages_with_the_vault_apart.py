"""Web when the vault is apart: what its stewards still see, and what is refused before it is tried."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from command_line import DATABANK, copy_home

from folkekommune.access.users import Grant
from folkekommune.bootstrap import Wiring
from folkekommune.errors import PermissionRefused
from folkekommune.keys import load_keys
from folkekommune.keys.vault_client import VaultKeys, VaultLine
from folkekommune.keys.vault_server import VaultServer
from folkekommune.keys.vault_service import VaultService
from folkekommune.settings import Home, VaultSettings, load_installation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def web(walk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiring]:
    """Open an installation as web does: with the vault's socket, and no key."""
    folder = tmp_path_factory.mktemp("apart")
    home = Home(copy_home(walk.home, folder / "home"))
    file = folder / "vault.sock"
    installation = replace(load_installation(home), vault=VaultSettings(file, ("nobody",)))
    keys = load_keys(home.keys.rename(folder / "elsewhere"))
    with VaultServer(file, VaultService(keys), {os.geteuid(): "web"}) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Wiring(installation, VaultKeys(line=VaultLine(file)))
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def steward(web: Wiring):
    grants = (Grant("steward", "4601"),)
    return web.accounts.create("kari", "Kari", password="fjorten fine fjell", grants=grants)  # noqa: S106


def test_figures_are_proposed_for_publication_as_ever(web: Wiring):
    prepared = web.preparations.latest(DATABANK, "4601")
    assert prepared is not None
    assert web.publications.propose(prepared).identifier


def test_deliveries_and_releases_are_shown_with_their_counts(web: Wiring, steward):
    desk = web.stewards().choose()[1]
    (delivery,) = desk.deliveries(steward, "4601")
    assert delivery.summary["rows"] > 0
    assert [each.parts for each in desk.releases(steward, "4601")] == [("4601",)]


@pytest.mark.parametrize(
    "work",
    [
        lambda desk, user: desk.waiting(user, "4601"),
        lambda desk, user: desk.preview(user, "4601", "x"),
        lambda desk, user: desk.load(user, "4601", "x"),
        lambda desk, user: desk.quality(user, "4601", None),
        lambda desk, user: desk.corrections(user, "4601"),
    ],
    ids=["waiting", "preview", "load", "quality", "corrections"],
)
def test_what_says_who_anyone_is_is_refused(web: Wiring, steward, work):
    with pytest.raises(PermissionRefused, match=r"vault\.refused"):
        work(web.stewards().choose()[1], steward)


def test_a_release_is_refused_and_nothing_of_it_is_left(web: Wiring, steward):
    before = web.store.every_version(DATABANK)
    desk = web.stewards().choose()[1]
    desk.make_release(steward, "4601")
    desk._making.join()
    assert desk.fault == "vault.refused"
    assert web.store.every_version(DATABANK) == before
    assert not list(web.store.releases_folder(DATABANK).glob(".unfinished*"))


def test_the_vaults_folder_and_the_keys_are_not_touched(web: Wiring, walk):
    before = len(web.audit.of_action("vault-open"))
    for work in (
        lambda: web.intake.load(walk.deliveries[1]),
        web.identities.rotate_pseudonyms,
        web.identities.people,
        web.operating.verify,
        lambda: web.operating.back_up(web.home.root.parent / "backup"),
        lambda: web.releasing.apply_retention(DATABANK),
    ):
        with pytest.raises(PermissionRefused, match=r"vault\.refused"):
            work()
    assert len(web.audit.of_action("vault-open")) == before

"""A steward loads what was loaded before: nothing is changed, and the page can tell so."""

from __future__ import annotations

import shutil
import time

import pytest

from folkekommune.access.users import Grant
from folkekommune.bootstrap import open_wiring
from folkekommune.ingest.loading.progress import UNCHANGED
from folkekommune.settings import Home

pytestmark = pytest.mark.xdist_group("command-line")
_PATIENCE_SECONDS = 60


def test_the_same_delivery_again_is_told_as_such(walk, home):
    delivery = walk.deliveries[0]
    shutil.copytree(delivery, home / "deliveries" / "4601" / delivery.name)
    wiring = open_wiring(Home(home))
    steward = wiring.accounts.create(
        "dina",
        "Dina",
        password="et langt passord",  # noqa: S106 - of an account that lives for one test
        grants=(Grant("steward", "4601"),),
    )
    _, service = wiring.stewards().choose("helseprofil")
    before = service.deliveries(steward, "4601")
    assert service.load(steward, "4601", delivery.name)
    until = time.monotonic() + _PATIENCE_SECONDS
    while (state := service.loading(steward, "4601")) is None or state.is_under_way:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert (state.delivery, state.fault) == (delivery.name, UNCHANGED)
    assert service.deliveries(steward, "4601") == before

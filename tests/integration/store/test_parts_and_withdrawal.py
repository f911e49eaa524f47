"""Each municipality releases and withdraws its own part; the others' go on as they were."""

from __future__ import annotations

import os
import signal
from datetime import date
from pathlib import Path

import pytest
from store_factories import (
    NAME,
    archived,
    databank,
    deliver,
    one_delivery,
    people,
    persons,
    release,
    served,
    values,
    visits,
)

from folkekommune.errors import InputError, UsageError
from folkekommune.store import withdrawal as withdrawal_module
from folkekommune.store.store import Store
from folkekommune.store.withdrawal import withdraw_part
from folkekommune.texts import LANGUAGES, text

HEADER = "unit record version date age AMMESTATUS VEKT_KG BYDEL\n"
TODAY = date(2026, 5, 17)


def three_parts(folder: Path) -> Store:
    """Bergen has children 1 and 2, Alver 2 and 3, Bjørnafjorden 3 and 4."""
    store = one_delivery(folder)
    for part, (first, second) in {"4631": (2, 3), "4624": (3, 4)}.items():
        rows = [f"{unit} {unit}0 1 2020-02-13 44 {unit - 1} 5 x" for unit in (first, second)]
        table = visits(HEADER + "\n".join(rows))
        who = persons((first, first * 111), (second, second * 111))
        deliver(store, part, f"first {part}", who=who, U6=table)
    return store


ALL = ("4601", "4624", "4631")


def test_a_steward_releases_their_own_draft_and_no_one_elses(tmp_path):
    store = three_parts(tmp_path)
    release(store, *ALL)
    for part, unit in (("4601", 1), ("4631", 3)):
        changed = visits(f"{HEADER}{unit} {unit}0 2 2020-02-13 44 9 5 x")
        deliver(store, part, f"correction {part}", who=people(), U6=changed)
    made = release(store, *ALL, fresh=["4631"])
    assert values(made, "AMMESTATUS_U6", "4631") == {2: 1, 3: 9}
    assert values(made, "AMMESTATUS_U6", "4601") == {1: 3, 2: 1}
    assert made.version == "2.0.0"
    assert release(store, *ALL, fresh=["4601"]).version == "3.0.0"


def test_a_part_is_released_beside_those_that_were_there(tmp_path):
    store = three_parts(tmp_path)
    release(store, "4601")
    made = release(store, "4601", "4631", fresh=["4631"])
    assert made.parts == ("4601", "4631")


def test_a_part_whose_deliveries_are_gone_cannot_be_carried_on_unseen(tmp_path):
    store = three_parts(tmp_path)
    release(store, *ALL)
    store.draft(NAME, "4601").remove(["first"])
    deliver(store, "4601", "second", who=people(7))
    with pytest.raises(InputError) as caught:
        release(store, *ALL, fresh=["4631"])
    assert (caught.value.code, caught.value.parameters) == ("store.part-gone", {"municipality": "4601"})


def test_a_withdrawn_part_is_in_no_version_and_the_others_go_on_as_they_were(tmp_path):
    store = three_parts(tmp_path)
    first = release(store, *ALL)
    rest = {part: archived(first, "AMMESTATUS_U6", part) for part in ("4601", "4631")}
    done = withdraw_part(store, NAME, "4624", today=TODAY)
    assert (done.versions, done.instead, done.on) == (("1.0.0",), "2.0.0", "2026-05-17")
    assert store.releases(NAME) == ("2.0.0",)
    made = store.release(NAME)
    assert made.parts == ("4601", "4631")
    assert {part: archived(made, "AMMESTATUS_U6", part) for part in made.parts} == rest
    # Children 1 and 2 of Bergen, 2 and 3 of Alver; bits and numbers of parts have moved up.
    assert served(made, "SELECT key, parts FROM persons ORDER BY key") == [(111, 1), (222, 3), (333, 2)]
    rows = "SELECT key, part, value FROM V_AMMESTATUS_U6 JOIN persons USING (unit) ORDER BY key, part"
    assert served(made, rows) == [(111, 0, 3), (222, 0, 1), (222, 1, 1), (333, 1, 2)]


def test_the_withdrawn_version_is_told_with_the_one_to_use(tmp_path):
    store = three_parts(tmp_path)
    release(store, *ALL)
    withdraw_part(store, NAME, "4624", today=TODAY)
    for wanted in ("1", "1.0.0", 1):
        with pytest.raises(UsageError) as caught:
            store.release(NAME, wanted)
        assert caught.value.code == "store.withdrawn-instead"
        assert caught.value.parameters["instead"] == "2.0.0"
        for language in LANGUAGES:
            assert "2.0.0" in text(caught.value.code, language, **caught.value.parameters)


def test_versions_without_the_part_stay_in_use(tmp_path):
    store = three_parts(tmp_path)
    release(store, "4601")
    release(store, "4601", "4631")
    done = withdraw_part(store, NAME, "4631", today=TODAY)
    assert done.versions == ("2.0.0",)
    assert store.releases(NAME) == ("1.0.0", "3.0.0")


def test_the_last_part_leaves_nothing_and_says_so(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    assert withdraw_part(store, NAME, "4601", today=TODAY).instead is None
    assert store.releases(NAME) == ()
    with pytest.raises(UsageError) as caught:
        store.release(NAME)
    assert caught.value.code == "store.withdrawn"


def test_a_number_is_never_used_twice(tmp_path):
    store = one_delivery(tmp_path)
    release(store)
    withdraw_part(store, NAME, "4601", today=TODAY)
    assert store.withdrawals(NAME).municipalities() == {"4601"}
    assert release(store).version == "2.0.0"


def test_a_municipality_that_is_in_no_version_has_nothing_to_withdraw(tmp_path):
    store = three_parts(tmp_path)
    release(store, "4601")
    with pytest.raises(InputError) as caught:
        withdraw_part(store, NAME, "4631", today=TODAY)
    assert caught.value.code == "store.nothing-to-withdraw"


@pytest.mark.parametrize("step", ["_make_remainder", "seal_release", "reveal"])
def test_a_withdrawal_killed_in_between_holds_and_is_finished_by_the_next_call(tmp_path, step):
    store = three_parts(tmp_path)
    release(store, *ALL)
    child = os.fork()
    if child == 0:
        setattr(withdrawal_module, step, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        withdraw_part(store, NAME, "4624", today=TODAY)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert store.releases(NAME) == ()
    done = withdraw_part(store, NAME, "4624", today=TODAY)
    assert done.instead == "2.0.0"
    assert store.release(NAME).parts == ("4601", "4631")
    assert not list(store.releases_folder(NAME).glob(".unfinished-*"))


def test_after_a_withdrawal_the_same_drafts_make_the_same_release(tmp_path):
    store = three_parts(tmp_path)
    release(store, *ALL)
    withdraw_part(store, NAME, "4624", today=TODAY)
    assert release(store, "4601", "4631").version == "2.0.0"


def test_the_definition_goes_along(tmp_path):
    store = three_parts(tmp_path)
    release(store, *ALL)
    withdraw_part(store, NAME, "4624", today=TODAY)
    assert store.release(NAME).definition == databank()
    assert store.verify(NAME) == ("2.0.0",)

"""The quick part of the soak and of the fault report; the whole is ``folkekommune bench soak faults``."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from folkekommune.bench.breaking import sites
from folkekommune.bench.breaking.outcome import GOOD, Kind, Tally
from folkekommune.bench.site.answers import PAGE, SENT
from folkekommune.bench.site.fifty import let_in
from folkekommune.bench.site.home import with_people
from folkekommune.bench.site.memory import watched
from folkekommune.bench.site.server import Server, served

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("command-line")]


def test_a_few_people_at_once_meet_no_fault(home: Path, tmp_path: Path) -> None:
    people = with_people(home, {"researcher": 2, "citizen": 2, "planner": 1, "steward": 1})
    with served(Server(home, tmp_path / "log")) as server, watched(server.pid) as watch:
        seen = let_in(server, people, seconds=5)
    assert not seen.faults
    assert (seen.count(PAGE) > 10, seen.count(SENT) >= 2) == (True, True)
    assert watch.course("server").end > 50  # megabytes: it was the server that was looked at
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


@pytest.mark.thorough
def test_a_killed_worker_and_a_killed_database_lose_nothing(home: Path, tmp_path: Path) -> None:
    tally, place = Tally(), tmp_path / "place"
    place.mkdir()
    kinds = (Kind("killed", "worker-on-postgresql"), Kind("killed", "database"))
    sites.on_postgresql(home, place, tally, times=dict.fromkeys(kinds, 1), chance=random.Random(5))  # noqa: S311
    assert tally.faults == len(kinds)
    assert {outcome for _, outcome in tally.outcomes} <= GOOD

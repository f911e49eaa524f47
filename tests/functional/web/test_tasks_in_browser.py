"""Thirty tasks, as users would say them, solved in the demonstration from the front page in four clicks."""

from __future__ import annotations

import csv
import io
import json
import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from demonstrated import Demonstrated
from playwright.sync_api import Browser, StorageState
from task_answers import Answers
from task_walks import KINDS, MOST_CLICKS, Task, Walk, tasks

from folkekommune.analysis.door import Asker
from folkekommune.bootstrap import Wiring, open_wiring
from folkekommune.cli.demonstration.people import PROJECT, log_ins
from folkekommune.cli.serving import running_server
from folkekommune.rendering.separated import result_separated
from folkekommune.services.project_choice import choose_project
from folkekommune.services.scripts import run_script
from folkekommune.settings import Home

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("demonstration")]

TASKS = tasks()
COUNTED = Path(__file__).parents[3] / "docs" / "tasks.json"
"""The clicks that were counted when the page of tasks was written."""
WALKED = "FOLKEKOMMUNE_TASKS"
"""In the environment: a file to write clicks and seconds to."""


@pytest.fixture(scope="module")
def wiring(demonstrated: Demonstrated) -> Wiring:
    """Open the installation of the demonstration."""
    assert demonstrated.said.returncode == 0, demonstrated.said.stderr
    return open_wiring(Home(demonstrated.home))


@pytest.fixture(scope="module")
def base(wiring: Wiring) -> Iterator[str]:
    """Serve it."""
    with running_server(wiring) as address:
        yield address


@pytest.fixture(scope="module")
def logged_in(wiring: Wiring, base: str, browser: Browser) -> Callable[[str], StorageState | None]:
    """Log each kind of user in once; that is counted apart."""
    passwords = {person.name: person.password for person in log_ins(wiring)}

    @cache
    def state(name: str) -> StorageState | None:
        if not name:
            return None
        context = browser.new_context(base_url=base)
        page = context.new_page()
        page.goto("/nb/")
        page.get_by_role("link", name="Logg inn").first.click()
        page.get_by_label("Brukernavn").fill(name)
        page.get_by_label("Passord").fill(passwords[name])
        page.get_by_role("button", name="Logg inn").click()
        page.wait_for_url("**/nb/*/**")
        found = context.storage_state()
        context.close()
        return found

    return state


@pytest.fixture(scope="module")
def answers(wiring: Wiring, base: str) -> Answers:
    """Give what is known apart from the pages."""

    @cache
    def read(path: str) -> str:
        with urlopen(base + path) as answer:  # noqa: S310 - our own server
            return str(answer.read().decode())

    @cache
    def by_script(script: str) -> list[list[list[str]]]:
        project = choose_project(wiring.projects.all(), PROJECT)
        with wiring.door() as door:
            run = run_script(
                script,
                wiring.session(project),
                lambda output: door.answer(output, Asker("forsker", PROJECT)),
                policy=wiring.policy.label,
            )
        written = [result_separated(each.result, "nb") for each in run.results if each.result is not None]
        return [[row for row in csv.reader(io.StringIO(each), delimiter=";") if row] for each in written]

    return Answers(read, by_script)


def _walked(task: Task, page: Any, answers: Answers) -> tuple[int, float]:
    """Solve a task from the front page; give clicks and seconds."""
    began = time.monotonic()
    page.goto("/nb/")
    if task.account:  # the session is open, so the link leads straight to the user's own room
        page.get_by_role("link", name="Logg inn").first.click()
    walk = Walk(page, task)
    walk.go()
    answers.check(walk)
    return walk.clicks, time.monotonic() - began


@pytest.mark.parametrize(
    "task",
    [pytest.param(task, id=task.name, marks=[] if task.quick else pytest.mark.thorough) for task in TASKS],
)
def test_a_task_is_solved_from_the_front_page(
    task: Task, browser: Browser, base: str, logged_in: Callable[[str], StorageState | None], answers: Answers
) -> None:
    context = browser.new_context(base_url=base, storage_state=logged_in(task.account))
    context.set_default_timeout(60_000)  # a machine with other work answers late
    try:
        clicks, seconds = _walked(task, context.new_page(), answers)
    finally:
        context.close()
    print(f"{task.says}  {clicks} klikk, {seconds:.1f} s")  # noqa: T201 - the table of tasks
    assert clicks <= MOST_CLICKS
    if target := os.environ.get(WALKED):
        with Path(target).open("a", encoding="utf-8") as file:
            file.write(json.dumps({"name": task.name, "clicks": clicks, "seconds": round(seconds, 1)}) + "\n")
    else:
        assert json.loads(COUNTED.read_text(encoding="utf-8"))[task.name]["clicks"] == clicks


def test_there_are_ten_tasks_of_each_kind_and_some_are_always_walked() -> None:
    assert [sum(task.kind == kind for task in TASKS) for kind in KINDS] == [10, 10, 10]
    assert len({task.name for task in TASKS}) == len(TASKS)
    quick = [task.kind for task in TASKS if task.quick]
    assert set(quick) == set(KINDS)
    assert 6 <= len(quick) <= 9

"""Who may do what, as one table: a row a check, a column a kind of user.

The planner and the steward have their role in Bergen (4601); ``elsewhere`` is a steward in Alver
(4631) and ``local`` an administrator there. The project has data of Bergen, and its only member is the
researcher. Everything is asked about Bergen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from folkekommune.access import checks
from folkekommune.access.projects import Project, ProjectState
from folkekommune.access.proposals import Proposal
from folkekommune.access.roles import ROLES
from folkekommune.access.users import Grant, User
from folkekommune.errors import PermissionRefused

BERGEN, ALVER = "4601", "4631"
TODAY = date(2026, 3, 1)

USERS = {
    "citizen": User(1, "c", "C", (Grant("citizen"),)),
    "planner": User(2, "p", "P", (Grant("planner", BERGEN),)),
    "researcher": User(3, "r", "R", (Grant("researcher"),)),
    "steward": User(4, "s", "S", (Grant("steward", BERGEN),)),
    "elsewhere": User(5, "e", "E", (Grant("steward", ALVER),)),
    "keeper": User(7, "k", "K", (Grant("keeper"),)),
    "administrator": User(6, "a", "A", (Grant("administrator"),)),
    "local": User(8, "l", "L", (Grant("administrator", ALVER),)),
}
PROJECT = Project(
    "p1",
    "T",
    "P",
    date(2026, 12, 31),
    state=ProjectState.OPEN,
    members=frozenset({3}),
    municipalities=frozenset({BERGEN}),
)
PROPOSAL = Proposal("1.0.0", BERGEN, proposed_by=99, proposed_at=datetime(2026, 2, 1, tzinfo=UTC))

TABLE = """
    check                | citizen planner researcher steward elsewhere administrator keeper local
    read_dashboard       | -       yes     -          yes     -         -             -      -
    see_deliveries       | -       -       -          yes     -         -             -      -
    load_delivery        | -       -       -          yes     -         -             -      -
    read_quality         | -       -       -          yes     -         -             -      -
    release              | -       -       -          yes     -         -             -      -
    withdraw_release     | -       -       -          yes     -         -             -      -
    propose_publication  | -       -       -          yes     -         -             -      -
    withdraw_publication | -       -       -          yes     -         -             -      -
    export               | -       -       -          yes     -         -             -      -
    approve_export       | -       -       -          yes     -         -             -      -
    approve_publication  | -       -       -          yes     -         -             -      -
    see_project          | -       -       yes        -       -         yes           -      -
    run                  | -       -       yes        -       -         -             -      -
    manage_users         | -       -       -          -       -         yes           -      yes
    manage_projects      | -       -       -          -       -         yes           -      yes
    manage_project       | -       -       -          -       -         yes           -      -
    read_audit           | -       -       -          -       -         yes           -      yes
    keep_vault           | -       -       -          -       -         -             yes    -
"""

ABOUT: dict[str, tuple[tuple[object, ...], dict[str, object]]] = {
    "approve_publication": ((PROPOSAL,), {}),
    "see_project": ((PROJECT,), {}),
    "run": ((PROJECT,), {"today": TODAY}),
    "manage_project": ((PROJECT,), {}),
    "manage_users": ((), {}),
    "manage_projects": ((), {}),
    "read_audit": ((), {}),
    "keep_vault": ((), {}),
}


def _rows() -> list[tuple[str, str, bool]]:
    lines = [line.split() for line in TABLE.strip().splitlines()]
    kinds = lines[0][2:]
    return [
        (line[0], kind, answer == "yes")
        for line in lines[1:]
        for kind, answer in zip(kinds, line[2:], strict=True)
    ]


@pytest.mark.parametrize(("check", "kind", "allowed"), _rows())
def test_each_kind_of_user_may_do_what_the_table_says(check: str, kind: str, allowed: bool) -> None:
    arguments, named = ABOUT.get(check, ((BERGEN,), {}))
    can: Callable[..., bool] = getattr(checks, f"can_{check}")
    must: Callable[..., None] = getattr(checks, f"check_can_{check}")
    assert can(USERS[kind], *arguments, **named) is allowed
    if not allowed:
        with pytest.raises(PermissionRefused):
            must(USERS[kind], *arguments, **named)
    else:
        must(USERS[kind], *arguments, **named)


def test_the_table_holds_every_check_and_every_role() -> None:
    named = {name.removeprefix("check_can_") for name in dir(checks) if name.startswith("check_can_")}
    twins = {name.removeprefix("can_") for name in dir(checks) if name.startswith("can_")}
    assert {check for check, _, _ in _rows()} == named == twins
    assert set(ROLES) <= set(USERS)


def test_nobody_approves_their_own_proposal() -> None:
    own = Proposal("1.0.0", BERGEN, proposed_by=4, proposed_at=datetime(2026, 2, 1, tzinfo=UTC))
    with pytest.raises(PermissionRefused) as refusal:
        checks.check_can_approve_publication(USERS["steward"], own)
    assert refusal.value.code == "access.own-proposal"


@pytest.mark.parametrize("state", [ProjectState.DRAFT, ProjectState.PAUSED, ProjectState.CLOSED])
def test_a_member_runs_nothing_in_a_project_that_is_not_open(state: ProjectState) -> None:
    project = Project("p1", "T", "P", date(2026, 12, 31), state=state, members=frozenset({3}))
    assert not checks.can_run(USERS["researcher"], project, today=TODAY)


def test_a_project_can_be_used_on_its_last_day_and_not_after() -> None:
    project = Project("p1", "T", "P", TODAY, state=ProjectState.OPEN, members=frozenset({3}))
    assert checks.can_run(USERS["researcher"], project, today=TODAY)
    assert not checks.can_run(USERS["researcher"], project, today=date(2026, 3, 2))


def test_a_member_without_the_researcher_role_runs_nothing() -> None:
    project = Project("p1", "T", "P", TODAY, state=ProjectState.OPEN, members=frozenset({2}))
    assert not checks.can_run(USERS["planner"], project, today=TODAY)


def test_a_role_without_municipality_opens_no_municipality() -> None:
    planner_of_nothing = User(7, "n", "N", (Grant("planner"),))
    assert not checks.can_read_dashboard(planner_of_nothing, BERGEN)

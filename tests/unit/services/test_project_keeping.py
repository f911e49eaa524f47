"""Who keeps projects: one truth table over every use case, and what each of them refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from access_factories import PASSWORD, ControlRoom, open_control_room

from folkekommune.access.projects import GrantKind, Project, Projects, ProjectState
from folkekommune.access.users import Grant, User
from folkekommune.catalogue.model import Texts
from folkekommune.errors import FolkeKommuneError, InputError, PermissionRefused
from folkekommune.services.project_keeping import Operator, ProjectKeeping

BANK, OTHER = "no.example.a", "no.example.b"
VARIABLES = {BANK: ("A1", "A2", "A3"), OTHER: ("B1",)}
BERGEN, ALVER = "4601", "4631"
TODAY, END = date(2026, 3, 1), date(2027, 1, 1)
USERS = {
    "operator": Operator("root"),
    "administrator": User(11, "ada", "Ada", (Grant("administrator"),)),
    "of-bergen": User(12, "bo", "Bo", (Grant("administrator", BERGEN),)),
    "of-alver": User(13, "al", "Al", (Grant("administrator", ALVER),)),
    "steward": User(14, "finn", "Finn", (Grant("steward", BERGEN),)),
    "planner": User(15, "pia", "Pia", (Grant("planner", BERGEN),)),
    "researcher": User(1, "kari", "Kari", (Grant("researcher"),)),
    "keeper": User(16, "kim", "Kim", (Grant("keeper"),)),
}
TABLE = """
                   operator administrator of-bergen of-alver steward planner researcher keeper
    find           yes      yes           yes       nothing  -       -       -          -
    move           yes      yes           yes       nothing  -       -       -          -
    add            yes      yes           yes       nothing  -       -       -          -
    remove         yes      yes           yes       nothing  -       -       -          -
    end            yes      yes           yes       nothing  -       -       -          -
    papers         yes      yes           yes       nothing  -       -       -          -
    grant-bank     yes      yes           yes       nothing  -       -       -          -
    grant-alver    yes      yes           -         nothing  -       -       -          -
    grant-variable yes      yes           yes       nothing  -       -       -          -
    grant-every    yes      yes           yes       nothing  -       -       -          -
    withdraw-bank  yes      yes           yes       nothing  -       -       -          -
    withdraw-place yes      yes           -         nothing  -       -       -          -
    create-bergen  yes      yes           yes       -        -       -       -          -
    create-alver   yes      yes           -         yes      -       -       -          -
    create-no-data yes      yes           -         -        -       -       -          -
"""
"""``nothing``: told that there is no such project. Everything is asked of one with data of Bergen."""


def _new(*places: str) -> Project:
    return Project("ny", "Ny", "Noe nytt", END, municipalities=frozenset(places))


CASES: dict[str, Callable[[ProjectKeeping, object], object]] = {
    "find": lambda keeping, who: keeping.find(who, "sovn"),
    "move": lambda keeping, who: keeping.move(who, "sovn", ProjectState.PAUSED),
    "add": lambda keeping, who: keeping.add_member(who, "sovn", "ola"),
    "remove": lambda keeping, who: keeping.remove_member(who, "sovn", 1),
    "end": lambda keeping, who: keeping.set_end(who, "sovn", date(2028, 1, 1)),
    "papers": lambda keeping, who: keeping.set_papers(who, "sovn", approval="R", processing_record="D"),
    "grant-bank": lambda keeping, who: keeping.grant(who, "sovn", GrantKind.DATABANK, OTHER),
    "grant-alver": lambda keeping, who: keeping.grant(who, "sovn", GrantKind.MUNICIPALITY, ALVER),
    "grant-variable": lambda keeping, who: keeping.grant_variables(who, "sovn", ["A2"]),
    "grant-every": lambda keeping, who: keeping.grant_every_variable(who, "sovn"),
    "withdraw-bank": lambda keeping, who: keeping.withdraw_grant(who, "sovn", GrantKind.DATABANK, BANK),
    "withdraw-place": lambda keeping, who: keeping.withdraw_grant(
        who, "sovn", GrantKind.MUNICIPALITY, BERGEN
    ),
    "create-bergen": lambda keeping, who: keeping.create(who, _new(BERGEN)),
    "create-alver": lambda keeping, who: keeping.create(who, _new(ALVER)),
    "create-no-data": lambda keeping, who: keeping.create(who, _new()),
}


def _rows() -> list[tuple[str, str, str]]:
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    return [(case, who, told) for case, *row in lines for who, told in zip(head, row, strict=True)]


@pytest.fixture
def room(tmp_path: Path) -> ControlRoom:
    found = open_control_room(tmp_path)
    for name in ("kari", "ola"):
        found.accounts.create(name, name.title(), password=PASSWORD, grants=(Grant("researcher"),))
    return found


@pytest.fixture
def keeping(room: ControlRoom) -> ProjectKeeping:
    titles = {name: Texts(*(name,) * 3) for name in (BANK, OTHER)}
    projects = Projects(room.engine, audit=room.audit, clock=room.clock)
    found = ProjectKeeping(
        projects,
        room.accounts,
        databanks=lambda: titles,
        variables=lambda databank: dict.fromkeys(VARIABLES[databank], titles[databank]),
        today=lambda: TODAY,
    )
    project = Project(
        "sovn",
        "Søvn",
        "Å forstå søvn",
        END,
        processing_record="DPIA-7",
        databanks=frozenset({BANK}),
        variables=frozenset({"A1"}),
        municipalities=frozenset({BERGEN}),
    )
    found.create(Operator("root"), project, ["kari"])
    found.move(Operator("root"), "sovn", ProjectState.OPEN)
    return found


def _outcome(case: str, keeping: ProjectKeeping, who: object) -> str:
    try:
        CASES[case](keeping, who)
    except PermissionRefused:
        return "-"
    except InputError as fault:
        return "nothing" if fault.code == "access.unknown-project" else fault.code
    return "yes"


@pytest.mark.parametrize("case", CASES)
def test_who_may_not_is_refused_and_nothing_changes(
    keeping: ProjectKeeping, room: ControlRoom, case: str
) -> None:
    before = (keeping.listed(Operator("root")), len(list(room.audit.rows())))
    for who, told in ((who, told) for each, who, told in _rows() if each == case and told != "yes"):
        assert _outcome(case, keeping, USERS[who]) == told, who
        assert (keeping.listed(Operator("root")), len(list(room.audit.rows()))) == before


@pytest.mark.parametrize(
    ("case", "who"), [(case, who) for case, who, told in _rows() if told == "yes" and who != "operator"]
)
def test_who_may_does_it_and_it_is_noted(
    keeping: ProjectKeeping, room: ControlRoom, case: str, who: str
) -> None:
    before = (keeping.listed(Operator("root")), len(list(room.audit.rows())))
    assert _outcome(case, keeping, USERS[who]) == "yes"
    after = (keeping.listed(Operator("root")), len(list(room.audit.rows())))
    assert (after == before) is (case == "find")
    if case != "find":
        assert room.audit.latest(1)[0].event.actor == f"user:{USERS[who].name}"


def test_at_the_machine_itself_everything_may_be_done_in_the_name_the_machine_knows(
    keeping: ProjectKeeping, room: ControlRoom
) -> None:
    root = Operator("root")
    order = [case for case in CASES if not case.startswith("create")]
    for case in (*order, "create-no-data"):
        assert _outcome(case, keeping, root) == "yes", case
    assert {row.event.actor for row in room.audit.rows() if row.event.project} == {"root"}


def test_the_table_holds_every_case_and_person() -> None:
    assert {(case, who) for case, who, _ in _rows()} == {(case, who) for case in CASES for who in USERS}


def test_a_list_holds_the_projects_one_keeps_alone(keeping: ProjectKeeping) -> None:
    keeping.create(USERS["of-alver"], _new(ALVER))
    held = {
        who: [each.code for each in keeping.listed(user)]
        for who, user in USERS.items()
        if who in {"operator", "administrator", "of-bergen", "of-alver"}
    }
    # Drafts come before what is open.
    assert held == {
        "operator": ["ny", "sovn"],
        "administrator": ["ny", "sovn"],
        "of-bergen": ["sovn"],
        "of-alver": ["ny"],
    }
    with pytest.raises(PermissionRefused):
        keeping.listed(USERS["steward"])


def test_the_state_machine_is_the_same_as_by_command(keeping: ProjectKeeping) -> None:
    ada = USERS["administrator"]
    for state in (ProjectState.PAUSED, ProjectState.OPEN, ProjectState.CLOSED):
        assert keeping.move(ada, "sovn", state).state is state
    for attempt in (
        lambda: keeping.move(ada, "sovn", ProjectState.OPEN),
        lambda: keeping.add_member(ada, "sovn", "ola"),
    ):
        with pytest.raises(InputError):
            attempt()
    assert keeping.remove_member(ada, "sovn", 1).members == frozenset()


@pytest.mark.parametrize(
    ("changes", "members", "code"),
    [
        ({"code": "to ord"}, (), "projects.code"),
        ({"code": "p" * 61}, (), "projects.code"),
        ({"code": "01810112345"}, (), "projects.code"),
        ({"title": "  "}, (), "projects.title"),
        ({"title": "x" * 201}, (), "projects.title"),
        ({"purpose": ""}, (), "projects.purpose"),
        ({"purpose": "x" * 2001}, (), "projects.purpose"),
        ({"processing_record": "x" * 201}, (), "projects.reference"),
        ({"ends_on": date(2026, 2, 28)}, (), "projects.end-past"),
        ({"databanks": frozenset({"no.example.ukjent"})}, (), "projects.databank"),
        ({"variables": frozenset({"SOVN M6"})}, (), "projects.variables"),
        ({"databanks": frozenset({BANK}), "variables": frozenset({"B1"})}, (), "projects.unknown-variables"),
        ({"municipalities": frozenset({"Bergen"})}, (), "projects.municipalities"),
        ({"title": "a\0"}, (), "projects.title"),
        ({"purpose": "a\0"}, (), "projects.purpose"),
        ({"approval": "a\0"}, (), "projects.reference"),
        ({}, ("ukjent",), "access.unknown-user"),
        ({"code": "sovn"}, (), "access.project-taken"),
    ],
)
def test_what_a_project_cannot_be_is_refused(
    keeping: ProjectKeeping, changes: dict[str, object], members: tuple[str, ...], code: str
) -> None:
    fields = {"code": "ny", "title": "Ny", "purpose": "Noe", "ends_on": TODAY, **changes}
    with pytest.raises(FolkeKommuneError) as fault:
        keeping.create(USERS["administrator"], Project(**fields), members)
    assert fault.value.code == code
    assert [each.code for each in keeping.listed(Operator("root"))] == ["sovn"]


def test_a_last_day_that_is_past_is_refused_and_today_is_not(keeping: ProjectKeeping) -> None:
    with pytest.raises(InputError):
        keeping.set_end(USERS["administrator"], "sovn", date(2026, 2, 28))
    assert keeping.set_end(USERS["administrator"], "sovn", TODAY).ends_on == TODAY


def test_members_are_named_and_a_closed_account_is_told(keeping: ProjectKeeping, room: ControlRoom) -> None:
    project = keeping.add_member(Operator("root"), "sovn", "ola")
    room.accounts.disable("ola", by="root")
    told = {each.identifier: (each.user.name if each.user else None) for each in keeping.members(project)}
    assert told == {1: "kari", 2: None}
    assert [each.can_run for each in keeping.members(project)] == [False, True]
    assert keeping.candidates(project) == ()


def test_variables_are_granted_all_of_them_or_none(keeping: ProjectKeeping) -> None:
    ada = USERS["administrator"]
    for names, code in (
        (("A2", "B1"), "projects.unknown-variables"),  # of a databank that the project has not
        (("A2", "FINNES_IKKE"), "projects.unknown-variables"),
        (("A2", "01810112345"), "projects.variables"),
        ((), "projects.variables"),
    ):
        with pytest.raises(InputError) as fault:
            keeping.grant_variables(ada, "sovn", names)
        assert fault.value.code == code
        assert keeping.find(ada, "sovn").variables == {"A1"}
    assert keeping.grant_variables(ada, "sovn", ("A1", "A3", "A2")).variables == {"A1", "A2", "A3"}
    with pytest.raises(InputError):
        keeping.grant(ada, "sovn", GrantKind.VARIABLE, "B1")
    keeping.grant(ada, "sovn", GrantKind.DATABANK, OTHER)
    assert keeping.grant(ada, "sovn", GrantKind.VARIABLE, "B1").variables == {"A1", "A2", "A3", "B1"}


def test_a_project_with_every_variable_has_the_named_ones_alone_until_it_is_given_all_again(
    keeping: ProjectKeeping, room: ControlRoom
) -> None:
    ada = USERS["administrator"]
    assert keeping.grant_every_variable(ada, "sovn").variables == frozenset()
    assert keeping.grant_variables(ada, "sovn", ["A2"]).variables == {"A2"}
    keeping.grant_every_variable(ada, "sovn")
    rows = len(list(room.audit.rows()))
    keeping.grant_every_variable(ada, "sovn")  # it has them: nothing is done, and nothing noted
    assert len(list(room.audit.rows())) == rows
    told = [(each.event.action, each.event.subject) for each in reversed(room.audit.latest(3))]
    assert told == [
        ("project-grant-every", "variables"),
        ("project-grant", "variables:A2"),
        ("project-grant-every", "variables"),
    ]


def test_the_variables_of_a_projects_own_databanks_can_be_granted(keeping: ProjectKeeping) -> None:
    project = keeping.find(Operator("root"), "sovn")
    assert [(each.databank, each.name) for each in keeping.variables_of(project)] == [
        (BANK, "A1"),
        (BANK, "A2"),
        (BANK, "A3"),
    ]

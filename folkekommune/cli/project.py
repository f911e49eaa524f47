"""``folkekommune project``: research projects."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from folkekommune.access.audit import AuditEvent
from folkekommune.access.projects import Project, ProjectState
from folkekommune.access.users import User
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, Municipalities, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.errors import UsageError
from folkekommune.texts import text

command = typer.Typer(help="Research projects: purpose, members, what they may use, end date.")


@command.command("create")
def create(
    code: Annotated[str, typer.Argument(help="A short name, such as amming-2026.")],
    title: Annotated[str, typer.Option("--title")],
    purpose: Annotated[str, typer.Option("--purpose")],
    ends_on: Annotated[str, typer.Option("--ends-on", help="YYYY-MM-DD")],
    record: Annotated[str, typer.Option("--record", help="Reference of DPIA and processing record.")],
    databank: Annotated[list[str], typer.Option("--databank")],
    municipality: Municipalities = None,
    variable: Annotated[
        list[str] | None, typer.Option("--variable", help="Allowed variables; all of them when none.")
    ] = None,
    member: Annotated[list[str] | None, typer.Option("--member", help="Log-in name of a member.")] = None,
    home: Home = None,
) -> None:
    """Make and open a project.

    Example: folkekommune project create amming --title Amming --purpose "Trend" --ends-on 2027-12-31
    --record DPIA-1 --databank no.folkekommune.helseprofil --municipality 4601
    """
    wiring = open_home(home)
    members = frozenset(_member(wiring.accounts.find(name), name) for name in member or ())
    try:
        last = date.fromisoformat(ends_on)
    except ValueError:
        raise UsageError("cli.date", option="--ends-on") from None
    project = Project(
        code=code,
        title=title,
        purpose=purpose,
        ends_on=last,
        processing_record=record,
        members=members,
        databanks=frozenset(databank),
        variables=frozenset(variable or ()),
        municipalities=frozenset(municipality or ()),
    )
    by = getpass.getuser()
    wiring.projects.create(project, by=by)
    wiring.projects.change_state(code, ProjectState.OPEN, by=by)


@command.command("list")
def list_projects(home: Home = None, output: OutputFormat = Format.TEXT) -> None:
    """List the projects.

    Example: folkekommune project list
    """
    projects = open_home(home).projects.all()
    if output is Format.JSON:
        give_data([{"code": p.code, "title": p.title, "state": p.state.value} for p in projects])
    else:
        give("\n".join(f"{p.code}  {p.state.value}  {p.title}" for p in projects))


@command.command("alerts")
def alerts(
    code: Annotated[str, typer.Argument(help="The project; all of them when none.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How many days back.")] = 7,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Tell what looks like an attack on someone's privacy: which project, when, how often.

    Example: folkekommune project alerts --days 30
    """
    wiring = open_home(home)
    codes = [project.code for project in wiring.projects.all() if code in {"", project.code}]
    today = datetime.now(UTC).date()
    dates = [(today - timedelta(days=back)).isoformat() for back in range(days)]
    found = wiring.watch.alerts(wiring.policy.budget, codes, dates)
    if output is Format.JSON:
        give_data([{**asdict(alert), "sort": alert.sort.value} for alert in found])
        return
    for alert in found:
        told = text(f"disclosure.alert.{alert.sort.value}", language(), times=alert.times)
        give(f"{alert.day}  {alert.project}  {told}")


@command.command("review")
def review(code: Annotated[str, typer.Argument(help="The project.")], home: Home = None) -> None:
    """Let a project go on that was stopped for too many figures on small groups, after a look at its runs.

    Example: folkekommune project review amming-2026
    """
    wiring = open_home(home)
    project = wiring.projects.get(code)
    wiring.watch.exposure.clear(project.code)
    wiring.audit.record(AuditEvent("project-review", getpass.getuser(), project=project.code))


def _member(user: User | None, name: str) -> int:
    if user is None:
        raise UsageError("cli.unknown-user", name=name)
    return user.identifier

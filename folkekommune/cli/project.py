"""``folkekommune project``: research projects."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from folkekommune.access.audit import AuditEvent
from folkekommune.access.projects import GrantKind, Project, ProjectState
from folkekommune.bootstrap.administration import project_keeping
from folkekommune.cli.opening import open_home
from folkekommune.cli.options import Format, Home, Municipalities, OutputFormat
from folkekommune.cli.telling import give, give_data, language
from folkekommune.errors import UsageError
from folkekommune.services.project_keeping import Operator
from folkekommune.texts import text

_GRANT = "databank:NAME, variable:NAME or municipality:NUMBER; may be repeated."

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
    approval: Annotated[str, typer.Option("--approval", help="Number of the ethical approval.")] = "",
    home: Home = None,
) -> None:
    """Make and open a project.

    Example: folkekommune project create amming --title Amming --purpose "Trend" --ends-on 2027-12-31
    --record DPIA-1 --databank no.folkekommune.helseprofil --municipality 4601
    """
    project = Project(
        code=code,
        title=title,
        purpose=purpose,
        ends_on=_day(ends_on),
        approval=approval,
        processing_record=record,
        databanks=frozenset(databank),
        variables=frozenset(variable or ()),
        municipalities=frozenset(municipality or ()),
    )
    keeping, who = project_keeping(open_home(home)), Operator(getpass.getuser())
    keeping.create(who, project, member or ())
    keeping.move(who, code, ProjectState.OPEN)


@command.command("change")
def change(
    code: Annotated[str, typer.Argument(help="The project.")],
    *,
    state: Annotated[
        ProjectState | None, typer.Option("--state", help="open, paused, or closed, which is for good.")
    ] = None,
    add: Annotated[list[str] | None, typer.Option("--add", help="Log-in name of a new member.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", help="Log-in name of a member.")] = None,
    ends_on: Annotated[str | None, typer.Option("--ends-on", help="YYYY-MM-DD")] = None,
    approval: Annotated[str | None, typer.Option("--approval")] = None,
    record: Annotated[str | None, typer.Option("--record")] = None,
    grant: Annotated[list[str] | None, typer.Option("--grant", help=_GRANT)] = None,
    withdraw: Annotated[list[str] | None, typer.Option("--withdraw", help=_GRANT)] = None,
    every_variable: Annotated[
        bool, typer.Option("--every-variable", help="Grant every variable of its databanks again.")
    ] = False,
    home: Home = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Change a project, one thing after another until one is refused; tell what it is then.

    Example: folkekommune project change amming-2026 --add kari --ends-on 2028-12-31 --grant municipality:4601
    """
    wiring, who = open_home(home), Operator(getpass.getuser())
    keeping = project_keeping(wiring)
    project = keeping.find(who, code)
    for name in remove or ():
        keeping.remove_member(who, code, keeping.number_of(name))
    if approval is not None or record is not None:
        papers = (approval, project.approval), (record, project.processing_record)
        chosen = [kept if given is None else given for given, kept in papers]
        keeping.set_papers(who, code, approval=chosen[0], processing_record=chosen[1])
    if ends_on is not None:
        keeping.set_end(who, code, _day(ends_on))
    for entry in grant or ():
        keeping.grant(who, code, *_granted(entry))
    for entry in withdraw or ():
        keeping.withdraw_grant(who, code, *_granted(entry))
    if every_variable:
        keeping.grant_every_variable(who, code)
    for name in add or ():
        keeping.add_member(who, code, name)
    if state is not None:
        keeping.move(who, code, state)
    project = keeping.find(who, code)
    members = [each.user.name if each.user else str(each.identifier) for each in keeping.members(project)]
    if output is Format.JSON:
        give_data(
            {
                "code": code,
                "state": project.state.value,
                "ends_on": project.ends_on.isoformat(),
                "approval": project.approval,
                "processing_record": project.processing_record,
                "members": members,
                **{kind.value: sorted(kind.of(project)) for kind in GrantKind},
            }
        )
    else:
        told = [code, project.state.value, project.ends_on.isoformat(), *members]
        give("  ".join((*told, *(name for kind in GrantKind for name in sorted(kind.of(project))))))


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


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise UsageError("cli.date", option="--ends-on") from None


def _granted(entry: str) -> tuple[GrantKind, str]:
    kind, _, name = entry.partition(":")
    kinds = {each.name.lower(): each for each in GrantKind}
    if kind not in kinds or not name:
        raise UsageError("projects.grant", known=", ".join(kinds))
    return kinds[kind], name

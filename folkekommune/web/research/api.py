"""The workbench as an API: projects, checking, running, results. The same use cases as the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Path as PathPart
from pydantic import Field
from starlette.requests import Request

from folkekommune.access.projects import Project
from folkekommune.access.run_records import Run
from folkekommune.access.sessions import Session
from folkekommune.rendering.separated import result_separated
from folkekommune.services.checking import faults_as_data
from folkekommune.services.practice.rows import FirstRows
from folkekommune.services.practice_forms import forms_compared
from folkekommune.services.research import LONGEST_SCRIPT
from folkekommune.services.stored_runs import StoredResult, StoredRun, is_practice
from folkekommune.texts import Language
from folkekommune.web.api_description import faults
from folkekommune.web.research.project import Cases, Identifier
from folkekommune.web.sessions import CheckedForm, CurrentSession

router = APIRouter(prefix="/api/v1/projects", tags=["logged-in"], responses=faults(401, 403))

Code = Annotated[str, PathPart(pattern=r"^[\w.-]{1,60}$")]
Line = Annotated[int, Field(ge=1, le=99_999)]


@dataclass(frozen=True)
class ProjectEntry:
    """A project, and whether its scripts can be run today."""

    code: str
    title: str
    purpose: str
    ends_on: date
    can_run: bool


@dataclass(frozen=True)
class ScriptEntry:
    """A script, and the line it is to be run to if not to its end.

    :param practice: whether to run it on invented persons.
    """

    script: Annotated[str, Field(max_length=LONGEST_SCRIPT, pattern=r"^[^\x00]*$")]
    until_line: Line | None = None
    practice: bool = False


@dataclass(frozen=True)
class ScriptFaultEntry:
    """A fault of a script, by its line."""

    line: int
    message: str


@dataclass(frozen=True)
class RunEntry:
    """A run and where it is: queued, running, done, fault, cancelled or timed_out.

    :param practice: whether its persons are invented: then its figures say nothing about real life.
    """

    identifier: str
    state: str
    own: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    practice: bool


@dataclass(frozen=True)
class RowsEntry:
    """The first rows of the data set that practice ended with, and how many there are."""

    dataset: str
    names: list[str]
    rows: list[list[str]]
    of: int


@dataclass(frozen=True)
class ResultEntry:
    """What one command gave: a sentence, or figures as values divided by semicolons.

    :param refused: whether it was held back to protect privacy.
    """

    line: int
    command: str
    message: str
    refused: bool
    values: str | None


@dataclass(frozen=True)
class ToldRun:
    """A run as far as it has come, and what it can be repeated with."""

    run: RunEntry
    script: str
    results: list[ResultEntry]
    faults: list[ScriptFaultEntry]
    stopped: str
    releases: list[str]
    policy: str
    fingerprint: str
    rows: RowsEntry | None


@dataclass(frozen=True)
class FormDifference:
    """A difference in form between a result and that of the same command in practice, never in value."""

    line: int
    code: str
    message: str


def own_project(cases: Cases, code: Code, session: CurrentSession) -> Project:
    """Give the project of the address, once its reader is found to be one of its researchers."""
    return cases.project(session.user, code)


OwnProject = Annotated[Project, Depends(own_project)]


@router.get("", responses=faults(404))
def projects(cases: Cases, session: CurrentSession) -> list[ProjectEntry]:
    """List one's projects."""
    return [
        ProjectEntry(each.code, each.title, each.purpose, each.ends_on, cases.can_run(session.user, each))
        for each in cases.projects_of(session.user)
    ]


@router.post("/{code}/check", responses=faults(400, 404))  # noqa: FAST003  (the dependency reads the code)
def check(
    project: OwnProject, cases: Cases, session: CheckedForm, *, sent: ScriptEntry, lang: Language = "nb"
) -> list[ScriptFaultEntry]:
    """Find the faults of a script, without running it."""
    found = cases.faults(session.user, project.code, sent.script)
    return [ScriptFaultEntry(each["line"], each["message"]) for each in faults_as_data(found, lang)]


@router.get("/{code}/runs", responses=faults(404))  # noqa: FAST003  (the same)
def runs(project: OwnProject, cases: Cases, session: CurrentSession) -> list[RunEntry]:
    """List the runs of a project, the newest first."""
    return [run_entry(run, session) for run in cases.latest_runs(session.user, project.code)]


@router.post("/{code}/runs", status_code=201, responses=faults(400, 404))  # noqa: FAST003  (the same)
def run(project: OwnProject, cases: Cases, session: CheckedForm, *, sent: ScriptEntry) -> RunEntry:
    """Put a script in the queue. A fault in it is told by the run."""
    queued = cases.enqueue(
        session.user, project.code, sent.script, until_line=sent.until_line, practice=sent.practice
    )
    return run_entry(queued, session)


@router.get("/{code}/runs/{identifier}", responses=faults(400, 404))  # noqa: FAST003  (the same)
def results(
    project: OwnProject,
    identifier: Identifier,
    cases: Cases,
    *,
    session: CurrentSession,
    lang: Language = "nb",
) -> ToldRun:
    """Give a run as far as it has come."""
    return told_run(cases.run(session.user, project.code, identifier, lang), session, lang)


@router.get("/{code}/runs/{identifier}/differences", responses=faults(400, 404))  # noqa: FAST003  (the same)
def form_differences(
    project: OwnProject,
    identifier: Identifier,
    cases: Cases,
    *,
    session: CurrentSession,
    lang: Language = "nb",
) -> list[FormDifference]:
    """Tell where a run differs in form from one's own practice of the same script; none without practice."""
    stored = cases.run(session.user, project.code, identifier, lang)
    practised = cases.practised(session.user, project.code, stored) if stored.ended else None
    return [
        FormDifference(each.line, one.code, one.message(lang))
        for each in (forms_compared(practised, stored) if practised else ())
        for one in each.differences
    ]


@router.post("/{code}/runs/{identifier}/cancel", responses=faults(400, 404))  # noqa: FAST003  (the same)
def cancel(
    request: Request, project: OwnProject, identifier: Identifier, *, cases: Cases, session: CheckedForm
) -> RunEntry:
    """Ask for a run of one's own to stop."""
    cases.cancel(session.user, project.code, identifier)
    return run_entry(cases.run(session.user, project.code, identifier, "nb").run, session)


def run_entry(run: Run, session: Session) -> RunEntry:
    """Give a run as whoever asks sees it."""
    return RunEntry(
        run.identifier,
        run.state.name.lower(),
        run.user_id == session.user.identifier,
        run.created_at,
        run.started_at,
        run.ended_at,
        is_practice(run),
    )


def told_run(stored: StoredRun, session: Session, language: Language) -> ToldRun:
    """Give a run as far as it has come."""
    return ToldRun(
        run=run_entry(stored.run, session),
        script=stored.run.script,
        results=[_result(each, language) for each in stored.results],
        faults=[ScriptFaultEntry(each["line"], each["message"]) for each in stored.faults],
        stopped=stored.stopped,
        releases=list(stored.releases),
        policy=stored.policy,
        fingerprint=stored.fingerprint,
        rows=_rows(stored.rows) if stored.rows else None,
    )


def _rows(shown: FirstRows) -> RowsEntry:
    return RowsEntry(shown.dataset, list(shown.names), [list(row) for row in shown.rows], shown.of)


def _result(result: StoredResult, language: Language) -> ResultEntry:
    shown = result.safe is not None and not result.refused
    values = result_separated(result.safe, language) if shown and result.safe is not None else None
    return ResultEntry(result.line, result.written, result.message, result.refused, values)

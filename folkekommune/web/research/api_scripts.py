"""A project's scripts as an API: saved and read by version, and helped along while they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, UploadFile
from fastapi import Path as PathPart
from pydantic import Field

from folkekommune.services.checking import faults_as_data
from folkekommune.services.recode_file import LARGEST_FILE, recode_command
from folkekommune.services.research import LONGEST_SCRIPT
from folkekommune.services.run_report import told_text
from folkekommune.services.script_shelf import ScriptVersion
from folkekommune.services.session_panel import Panel
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import Lang
from folkekommune.web.research.api import OwnProject, RunEntry, ScriptFaultEntry, run_entry
from folkekommune.web.research.project import Cases
from folkekommune.web.research.words import proposals
from folkekommune.web.sessions import CheckedForm, CurrentSession

router = APIRouter(prefix="/api/v1/projects/{code}", tags=["logged-in"], responses=faults(400, 401, 403, 404))

Script = Annotated[str, Field(max_length=LONGEST_SCRIPT, pattern=r"^[^\x00]*$")]
ScriptName = Annotated[str, PathPart(max_length=80)]
Number = Annotated[int, PathPart(ge=1, le=99_999)]


@dataclass(frozen=True)
class SavedEntry:
    """A version of a saved script; the first is number one."""

    name: str
    number: int
    by: str
    at: datetime
    script: str


@dataclass(frozen=True)
class ToSave:
    """A script to be saved under a name, as a new version."""

    name: Annotated[str, Field(pattern=r"^\w([\w .,-]{0,78}[\w,-])?$")]
    script: Script


@dataclass(frozen=True)
class GivenCommand:
    """One command, and the script it is given after."""

    command: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
    script: Script


@dataclass(frozen=True)
class OutcomeEntry:
    """What became of a command.

    :param script: what the script is afterwards. :param told: its answer, where it only tells something.
    :param run: the run that does it, where there is something to run.
    """

    script: str
    faults: list[ScriptFaultEntry]
    told: str | None
    run: RunEntry | None
    saved: str
    opened: str


@dataclass(frozen=True)
class WrittenSoFar:
    """A script being written, and where in it the cursor stands."""

    script: Script
    place: Annotated[int, Field(ge=0, le=LONGEST_SCRIPT)] = 0


@dataclass(frozen=True)
class WordEntry:
    """A word that may stand at the cursor, and what it is."""

    label: str
    detail: str


@dataclass(frozen=True)
class WordsEntry:
    """The words that may stand at the cursor, and where the one being written begins."""

    start: int
    words: list[WordEntry]


@dataclass(frozen=True)
class RecodingEntry:
    """A command that recodes."""

    command: str


@router.get("/scripts")
def scripts(project: OwnProject, cases: Cases, session: CurrentSession) -> list[SavedEntry]:
    """List the saved scripts in their latest versions, the newest first."""
    return [_saved(each) for each in cases.shelf(session.user, project.code).latest()]


@router.post("/scripts", status_code=201)
def save(project: OwnProject, cases: Cases, session: CheckedForm, sent: ToSave) -> SavedEntry:
    """Save a script as a new version, for everybody in the project."""
    return _saved(cases.save(session.user, project.code, name=sent.name, script=sent.script))


@router.get("/scripts/{script}")
def versions(
    project: OwnProject, cases: Cases, session: CurrentSession, script: ScriptName
) -> list[SavedEntry]:
    """List all versions of a script, the newest first."""
    return [_saved(each) for each in cases.shelf(session.user, project.code).versions(script)]


@router.get("/scripts/{script}/{version}")
def version(
    project: OwnProject, cases: Cases, session: CurrentSession, *, script: ScriptName, version: Number
) -> SavedEntry:
    """Give one version of a script; it never changes."""
    return _saved(cases.shelf(session.user, project.code).version(script, version))


@router.post("/made")
def made(
    project: OwnProject, cases: Cases, session: CheckedForm, *, sent: WrittenSoFar, lang: Lang = "nb"
) -> Panel:
    """Tell what a script makes: data sets with their variables, and bindings. Nothing is run."""
    return cases.panel(session.user, project.code, sent.script, lang)


@router.post("/command")
def command(
    project: OwnProject, cases: Cases, session: CheckedForm, *, sent: GivenCommand, lang: Lang = "nb"
) -> OutcomeEntry:
    """Give one command after a script, as beside the editor."""
    outcome = cases.command(session.user, project.code, command=sent.command, script=sent.script)
    run = None
    if outcome.run_to is not None:
        run = cases.enqueue(session.user, project.code, outcome.script, until_line=outcome.run_to)
    return OutcomeEntry(
        outcome.script,
        [ScriptFaultEntry(each["line"], each["message"]) for each in faults_as_data(outcome.faults, lang)],
        told=told_text(outcome.told, lang) if outcome.told is not None else None,
        run=run_entry(run, session) if run is not None else None,
        saved=outcome.saved,
        opened=outcome.opened,
    )


@router.post("/words")
def words(
    project: OwnProject, cases: Cases, session: CheckedForm, *, sent: WrittenSoFar, lang: Lang = "nb"
) -> WordsEntry:
    """Give the words that may stand at the cursor."""
    databanks = cases.databanks(session.user, project.code)
    start, found = proposals(sent.script, sent.place, databanks, lang)
    return WordsEntry(start, [WordEntry(each.label, each.detail) for each in found])


@router.post("/recoding")
def recoding(
    project: OwnProject,
    session: CheckedForm,
    file: UploadFile,
    variable: Annotated[str, Form(max_length=200)],
    as_text: Annotated[bool, Form()] = False,  # noqa: FBT002  (a field of the form)
) -> RecodingEntry:
    """Write the ``recode`` command that a file of codes describes."""
    return RecodingEntry(recode_command(variable.strip(), file.file.read(LARGEST_FILE + 1), as_text=as_text))


def _saved(version: ScriptVersion) -> SavedEntry:
    return SavedEntry(version.name, version.number, version.by, version.at, version.content)

"""The use cases of the workbench: projects, checking, running, results.

Whoever is not in a project learns nothing about it, not even whether it exists.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from folkekommune.access.audit import AuditEvent, AuditTrail
from folkekommune.access.checks import allows, check_can_run, check_has
from folkekommune.access.projects import Project, Projects
from folkekommune.access.roles import Permission
from folkekommune.access.run_records import Run, RunRecords, RunState
from folkekommune.access.users import User
from folkekommune.catalogue.model import Databank, Variable
from folkekommune.errors import InputError, PermissionRefused
from folkekommune.script.binder import bind_text
from folkekommune.script.faults import ScriptFault
from folkekommune.script.session import Session
from folkekommune.services.checking import check_script
from folkekommune.services.citation import Repeat, is_citable, repeats_of
from folkekommune.services.desk_command import Outcome, give_command
from folkekommune.services.script_shelf import ProjectShelf, ScriptVersion, project_shelf
from folkekommune.services.session_panel import Panel, session_panel
from folkekommune.services.stored_runs import StoredRun, first_record, is_practice, read_record
from folkekommune.texts import Language

LONGEST_SCRIPT = 200_000


@dataclass(frozen=True)
class GrantedDatabank:
    """A databank as a project may use it.

    :param version: its newest release, None when it has none yet.
    """

    databank: Databank
    version: str | None
    variables: tuple[Variable, ...]


@dataclass(frozen=True)
class Research:
    """What researchers may do.

    :param session: begins a script for a project.
    :param root: the installation's folder, in which projects keep their scripts.
    """

    projects: Projects
    runs: RunRecords
    audit: AuditTrail
    session: Callable[[Project], Session]
    root: Path
    today: Callable[[], date] = date.today

    def projects_of(self, user: User) -> tuple[Project, ...]:
        """List a researcher's projects.

        :raises PermissionRefused: for those who are no researchers.
        """
        check_has(user, Permission.SCRIPT_RUN)
        return self.projects.of_member(user.identifier)

    def project(self, user: User, code: str) -> Project:
        """Give a project to one of its researchers.

        :raises PermissionRefused: for everyone else, also when there is no such project.
        """
        check_has(user, Permission.SCRIPT_RUN)
        try:
            project = self.projects.get(code)
        except InputError:
            raise PermissionRefused("access.not-member", project=code) from None
        if user.identifier not in project.members:
            raise PermissionRefused("access.not-member", project=code)
        return project

    def can_run(self, user: User, project: Project) -> bool:
        """Say whether the researcher may run scripts in the project today."""
        return allows(check_can_run, user, project, today=self.today())

    def faults(self, user: User, code: str, script: str) -> tuple[ScriptFault, ...]:
        """Find the faults of a script, without running it."""
        return check_script(_short_enough(script), self.session(self.project(user, code)))

    def panel(self, user: User, code: str, script: str, language: Language) -> Panel:
        """Show what a script makes: data sets with their variables, and bindings. Nothing is run."""
        bound = bind_text(_short_enough(script), self.session(self.project(user, code)))
        return session_panel(bound.session, language)

    def databanks(self, user: User, code: str) -> tuple[GrantedDatabank, ...]:
        """Give the databanks of a project with the variables it covers."""
        catalogue = self.session(self.project(user, code)).catalogue
        granted = []
        for name in catalogue.names():
            databank, versions = catalogue.databank(name), catalogue.versions(name)
            if databank is not None:
                variables = tuple(
                    v for v in databank.variables.values() if v.releasable and catalogue.may_import(name, v)
                )
                granted.append(
                    GrantedDatabank(databank, max(versions, key=_numbers, default=None), variables)
                )
        return tuple(granted)

    def shelf(self, user: User, code: str) -> ProjectShelf:
        """Give the scripts that the project has saved."""
        return project_shelf(self.root, self.project(user, code).code, by=user.display_name)

    def save(self, user: User, code: str, *, name: str, script: str) -> ScriptVersion:
        """Save a script as a new version, for everybody in the project.

        :raises PermissionRefused: when the user may not work in the project today.
        """
        check_can_run(user, self.project(user, code), today=self.today())
        saved = self.shelf(user, code).write(name, _short_enough(script))
        self._note_saved(user, code, saved.content)
        return saved

    def command(self, user: User, code: str, *, command: str, script: str) -> Outcome:
        """Give one command after a script.

        :raises PermissionRefused: when the user may not work in the project today.
        """
        project = self.project(user, code)
        check_can_run(user, project, today=self.today())
        shelf, now = self.shelf(user, code), datetime.now(UTC)
        outcome = give_command(command, _short_enough(script), self.session(project), shelf, now=now)
        if outcome.saved:
            self._note_saved(user, code, outcome.script)
        return outcome

    def repeat(self, user: User, code: str, identifier: str) -> Run:
        """Run a script that was run before once more, on the same releases.

        :raises InputError: when the project has no such run, or it did not come to its end.
        """
        cited = self.cited(user, code, identifier, "nb")
        return self.enqueue(user, code, cited.run.script, releases=cited.releases)

    def enqueue(
        self,
        user: User,
        code: str,
        script: str,
        *,
        until_line: int | None = None,
        releases: tuple[str, ...] = (),
        practice: bool = False,
    ) -> Run:
        """Put a script in the queue, all of it or up to a line.

        :param releases: what it is to be run on; without them on the newest ones it names.
        :param practice: on invented persons, of which the audit trail is told nothing.
        :raises PermissionRefused: when the user may not run in the project today.
        """
        project = self.project(user, code)
        check_can_run(user, project, today=self.today())
        run = self.runs.enqueue(
            _short_enough(script),
            project=code,
            user_id=user.identifier,
            result=first_record(until_line, releases, practice=practice),
        )
        if not practice:
            self._note("run-enqueue", user, run)
        return run

    def run(self, user: User, code: str, identifier: str, language: Language) -> StoredRun:
        """Give a run of a project, as far as it has come.

        :raises InputError: when the project has no such run.
        """
        project = self.project(user, code)
        run = self.runs.get(identifier)
        if run.project != project.code:
            raise InputError("access.unknown-run")
        return read_record(run, language)

    def cited(self, user: User, code: str, identifier: str, language: Language) -> StoredRun:
        """Give a run that can be cited: it came to the end of a whole script, and nothing of it changes.

        :raises InputError: when the project has no such run.
        """
        stored = self.run(user, code, identifier, language)
        if not is_citable(stored):
            raise InputError("access.unknown-run")
        return stored

    def repeats(self, user: User, code: str, cited: StoredRun) -> tuple[Repeat, ...]:
        """Give the later runs of a script that is cited, each held against it, the newest first."""
        project = self.project(user, code)
        return repeats_of(cited, self.runs.of_script(project.code, cited.run.script_hash))

    def practised(self, user: User, code: str, stored: StoredRun) -> StoredRun | None:
        """Give the reader's latest practice of the very script of a run on real data, run as far as it."""
        if stored.practice:
            return None
        project = self.project(user, code)
        for run in self.runs.of_script(project.code, stored.run.script_hash):
            if run.user_id == user.identifier and run.state is RunState.DONE and is_practice(run):
                known = read_record(run, "nb")
                if known.until_line == stored.until_line:
                    return known
        return None

    def latest_of(self, user: User, code: str) -> Run | None:
        """Give the reader's own latest run in a project, to go on with."""
        runs = self.latest_runs(user, code)
        return next((run for run in runs if run.user_id == user.identifier), None)

    def latest_runs(self, user: User, code: str) -> Sequence[Run]:
        """List the runs of a project, newest first."""
        return self.runs.of_project(self.project(user, code).code)

    def place_in_queue(self, run: Run) -> int:
        """Say how many runs stand before this one."""
        return self.runs.place_in_queue(run.identifier)

    def cancel(self, user: User, code: str, identifier: str) -> None:
        """Ask for a run of one's own to stop.

        :raises PermissionRefused: when it is someone else's.
        """
        run = self.run(user, code, identifier, "nb").run
        if run.user_id != user.identifier:
            raise PermissionRefused("services.not-own-run")
        ended = self.runs.cancel(identifier)
        if ended.state in {RunState.CANCELLED, RunState.RUNNING} and not is_practice(run):
            self._note("run-cancel", user, run)

    def _note_saved(self, user: User, code: str, script: str) -> None:
        digest = sha256(script.encode()).hexdigest()
        self.audit.record(AuditEvent("script-save", f"user:{user.name}", project=code, script_hash=digest))

    def _note(self, action: str, user: User, run: Run) -> None:
        self.audit.record(
            AuditEvent(
                action,
                f"user:{user.name}",
                f"run:{run.identifier}",
                project=run.project,
                script_hash=run.script_hash,
            )
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _short_enough(script: str) -> str:
    if len(script) > LONGEST_SCRIPT:
        raise InputError("services.script-too-long", limit=LONGEST_SCRIPT)
    return script.replace("\r\n", "\n")

"""Results that can be cited, as an API: with all it takes to repeat them, and what came of repeating."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from folkekommune.services.stored_runs import figures_digest
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import Lang
from folkekommune.web.research.api import OwnProject, RunEntry, ToldRun, run_entry, told_run
from folkekommune.web.research.project import Cases, Identifier
from folkekommune.web.sessions import CheckedForm, CurrentSession

router = APIRouter(
    prefix="/api/v1/projects/{code}/results", tags=["logged-in"], responses=faults(400, 401, 403, 404)
)


@dataclass(frozen=True)
class RepeatEntry:
    """A later run of the same script: same, other-release, other-policy or different."""

    run: RunEntry
    verdict: str


@dataclass(frozen=True)
class CitedEntry:
    """A result that can be cited, and what came of repeating it.

    :param figures: the digest of all its figures: the same figures have the same one.
    """

    result: ToldRun
    figures: str
    repeats: list[RepeatEntry]


@router.get("/{identifier}")
def cited(
    project: OwnProject, cases: Cases, session: CurrentSession, *, identifier: Identifier, lang: Lang = "nb"
) -> CitedEntry:
    """Give a result with script, release, rules and fingerprint."""
    stored = cases.cited(session.user, project.code, identifier, lang)
    return CitedEntry(
        told_run(stored, session, lang),
        figures_digest(stored.run),
        [
            RepeatEntry(run_entry(each.run, session), each.verdict.value)
            for each in cases.repeats(session.user, project.code, stored)
        ],
    )


@router.post("/{identifier}/repeat", status_code=201)
def repeat(project: OwnProject, cases: Cases, session: CheckedForm, identifier: Identifier) -> RunEntry:
    """Run the script once more on the same releases."""
    return run_entry(cases.repeat(session.user, project.code, identifier), session)

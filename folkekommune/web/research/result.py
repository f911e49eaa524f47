"""A result that can be cited: at an address that never changes, with all it takes to repeat it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.services.stored_runs import figures_digest
from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of
from folkekommune.web.research.project import Cases, Identifier, OwnProject, address, trail
from folkekommune.web.research.run_view import run_view
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.writing import write_date

router = APIRouter()

_ADDRESS = "/{language}/arbeidsbenk/prosjekt/{code}/resultat/{identifier}"


@router.get(_ADDRESS, name="research_result")
def result(
    request: Request,
    language: Language,
    identifier: Identifier,
    project: OwnProject,
    *,
    cases: Cases,
    session: CurrentSession,
) -> Response:
    """Show a result with script, release, rules and fingerprint, and what came of repeating it."""
    stored = cases.cited(session.user, project.code, identifier, language)
    run = stored.run
    whole = str(request.url.replace(query=""))
    day = write_date(run.created_at.date(), language)
    repeats = [
        (
            address(language, project.code, "kjoringer", each.run.identifier),
            f"{write_date(each.run.created_at.date(), language)} {each.run.created_at:%H:%M}",
            text(f"workbench.repeat-{each.verdict.value}", language),
        )
        for each in cases.repeats(session.user, project.code, stored)
    ]
    view = run_view(stored, cases, language, own=False)
    return pages_of(request).render(
        request,
        "research/result.html",
        title=text("workbench.result-title", language, title=project.title),
        session=session,
        trail=trail(language, project),
        project=project,
        run=view,
        day=day,
        figures=figures_digest(run),
        whole=whole,
        citation=text(
            "workbench.citation",
            language,
            installation=pages_of(request).settings.name,
            title=project.title,
            day=day,
            release=view.releases,
            policy=view.policy,
            fingerprint=view.fingerprint,
            address=whole,
        ),
        repeats=repeats,
        can_run=cases.can_run(session.user, project),
        repeat_href=f"{address(language, project.code, 'resultat', identifier)}/gjenta",
        workbench=f"{address(language, project.code)}?kjoring={identifier}",
    )


@router.post(_ADDRESS + "/gjenta", name="research_repeat")
def repeat(
    language: Language, identifier: Identifier, project: OwnProject, *, cases: Cases, session: CheckedForm
) -> Response:
    """Run the script once more on the same releases."""
    run = cases.repeat(session.user, project.code, identifier)
    return RedirectResponse(address(language, project.code, "kjoringer", run.identifier), 303)

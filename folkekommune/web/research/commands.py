"""The reference of the script language: every command that works, from the built-in manual."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.checks import check_has
from folkekommune.access.roles import Permission
from folkekommune.script.manual import page
from folkekommune.script.words import COMMAND_WORDS
from folkekommune.texts import Language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.research.project import trail
from folkekommune.web.sessions import CurrentSession

router = APIRouter()


@router.get("/{language}/arbeidsbenk/kommandoer", name="research_commands")
def commands(request: Request, language: Language, session: CurrentSession) -> Response:
    """Show the commands on one page, each with its syntax, options and an example."""
    check_has(session.user, Permission.SCRIPT_RUN)
    found = [entry for word in COMMAND_WORDS if (entry := page(word, language))]
    return pages_of(request).render(
        request,
        "research/commands.html",
        title=say(request, "research.commands-title"),
        session=session,
        trail=trail(language),
        commands=found,
    )

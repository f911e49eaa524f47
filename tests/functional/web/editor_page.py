"""A page with the script editor, and endpoints that answer it by a simple rule."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from folkekommune.web.pages import pages_of
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.templating import environment

PAGE = "/nb/arbeidsbenk/prove"

_TEMPLATE = """
{% extends "components/shell.html" %}
{% from "components/editor.html" import editor %}
{% from "components/fields.html" import form_token %}
{% block content %}
<div class="fk-stack">
  <h1>Prøve</h1>
  <form method="post" action="/nb/arbeidsbenk/prove" class="fk-stack">
    {{ form_token(shell.form_token) }}
    {{ editor("script", "Skript", value=script, token=shell.form_token, check_url="/nb/arbeidsbenk/feil",
              completion_url="/nb/arbeidsbenk/ord", commands=("generate", "tabulate"), options=("freq",)) }}
    <div class="fk-row">
      <button class="ds-button" name="run" value="all" type="submit">Kjør alt</button>
      <button class="ds-button" name="run" value="line" type="submit">Kjør linje</button>
    </div>
  </form>
{% if answer %}
  <p role="status" id="answer">{{ answer }}</p>
{% endif %}
</div>
{% endblock %}
"""


def editor_router() -> APIRouter:
    """Make the page. A command that is neither ``generate`` nor ``tabulate`` is a fault."""
    router = APIRouter()

    def page(request: Request, session: CurrentSession, script: str, answer: str) -> Response:
        return pages_of(request).render(
            request,
            environment("nb").from_string(_TEMPLATE),
            title="Prøve",
            session=session,
            scripts=("workbench.js",),
            script=script,
            answer=answer,
        )

    @router.get(PAGE)
    def show(request: Request, session: CurrentSession) -> Response:
        return page(request, session, "tabulate kjonn\nsumarize alder\n// slutt", "")

    @router.post(PAGE)
    async def run(request: Request, session: CheckedForm) -> Response:
        form = await request.form()
        answer = f"{form['run']} {form['line']}: {form['script']}"
        return page(request, session, str(form["script"]), answer)

    @router.post("/nb/arbeidsbenk/feil")
    async def faults(request: Request, session: CheckedForm) -> Response:
        script: str = (await request.json())["script"]
        found: list[dict[str, Any]] = []
        for number, line in enumerate(script.splitlines(), 1):
            word = re.match(r"[a-z]+", line)
            if word and word.group() not in {"generate", "tabulate"}:
                message = f"Kommandoen «{word.group()}» finnes ikke."
                found.append(
                    {"line": number, "column": 1, "code": "x", "message": message, "suggestion": "tabulate"}
                )
        return JSONResponse({"faults": found})

    @router.post("/nb/arbeidsbenk/ord")
    async def words(request: Request, session: CheckedForm) -> Response:
        asked = await request.json()
        before = re.search(r"[a-z]*$", asked["script"][: asked["place"]])
        start = before.start() if before else asked["place"]
        return JSONResponse({"from": start, "options": [{"label": "generate"}, {"label": "tabulate"}]})

    return router

"""What the editor asks while someone writes: faults and words. Nothing is run."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from folkekommune.services.checking import faults_as_data
from folkekommune.services.research import LONGEST_SCRIPT
from folkekommune.texts import Language
from folkekommune.web.research.project import Cases, OwnProject
from folkekommune.web.research.words import proposals
from folkekommune.web.sessions import CheckedForm

router = APIRouter()


class Draft(BaseModel):
    """A script being written, and where in it the cursor stands."""

    script: str = Field(max_length=LONGEST_SCRIPT)
    place: int = Field(default=0, ge=0, le=LONGEST_SCRIPT)


@router.post("/{language}/arbeidsbenk/prosjekt/{code}/feil", name="research_faults")  # noqa: FAST003  (the dependency reads the code)
def faults(
    language: Language, draft: Draft, project: OwnProject, *, cases: Cases, session: CheckedForm
) -> Response:
    """Give the faults of a script."""
    found = cases.faults(session.user, project.code, draft.script)
    return JSONResponse({"faults": faults_as_data(found, language)})


@router.post("/{language}/arbeidsbenk/prosjekt/{code}/ord", name="research_words")  # noqa: FAST003  (the same)
def words(
    language: Language, draft: Draft, project: OwnProject, *, cases: Cases, session: CheckedForm
) -> Response:
    """Give words that may stand at the cursor."""
    databanks = cases.databanks(session.user, project.code)
    start, found = proposals(draft.script, draft.place, databanks, language)
    return JSONResponse({"from": start, "options": [asdict(proposal) for proposal in found]})

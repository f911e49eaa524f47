"""The quality report inside the shell: the draft's, or a version's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.vault_tasks import TaskKind
from folkekommune.disclosure.results import SafeTable
from folkekommune.rendering.charts import Width
from folkekommune.rendering.html import region_html
from folkekommune.rendering.protection import protection_sentences
from folkekommune.rendering.quality_charts import completeness_chart, drift_chart, drift_names
from folkekommune.rendering.steward_grid import steward_grid
from folkekommune.services.quality_report import QualityReport
from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CurrentSession
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.steward.tasks import order_view

router = APIRouter()

Version = Annotated[str | None, Query(alias="versjon", pattern=r"^[0-9.]{0,40}$")]
_PICTURES: dict[str, Callable[..., str]] = {"places": completeness_chart, "drift": drift_chart}


@dataclass(frozen=True)
class SectionView:
    """A section: what it is about, its table, and a picture in two widths where there is one.

    :param lines: what the numbers in the narrow picture stand for.
    """

    name: str
    heading: str
    about: str
    table: Markup
    wide: Markup | None = None
    narrow: Markup | None = None
    lines: tuple[str, ...] = ()


@router.get("/{language}/forvaltning/{number}/kvalitet", name="steward_quality")  # noqa: FAST003  (the dependency reads the number)
def quality(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CurrentSession,
    *,
    service: Service,
    version: Version = None,
) -> Response:
    """Show what came in, what is wrong with it, and what that touches."""
    versions = [each.version for each in service.releases(session.user, place.number)]
    standing = service.standing(session.user, place.number, TaskKind.QUALITY, version or "")
    not_made = standing is not None and standing.made is None
    report = None if not_made else service.quality(session.user, place.number, version or None)
    if report is None and version and version not in versions:
        raise HTTPException(404)
    return pages_of(request).render(
        request,
        "steward/quality.html",
        title=say(request, "steward.report-title", place=place.name),
        session=session,
        place=place,
        report=report,
        ordering=order_view(standing, TaskKind.QUALITY, version or "", language),
        version=version or "",
        choices=[("", say(request, "steward.report-draft")), *((one, one) for one in versions)],
        sections=_sections(report, language) if report else (),
        touched=[
            (one.name.in_language(language), ", ".join(one.checks))
            for one in (report.touched if report else ())
        ],
        protection=_protection(report, language) if report else (),
    )


def _sections(report: QualityReport, language: Language) -> tuple[SectionView, ...]:
    return tuple(_section(name, table, language) for name, table in report.sections.items() if table.cells)


def _section(name: str, table: SafeTable, language: Language) -> SectionView:
    heading = text(f"quality.section-{name}", language)
    draw = _PICTURES.get(name)
    pictures = [
        Markup(draw(table, language=language, width=width))  # noqa: S704  (Vega escapes text)
        for width in (Width.WIDE, Width.NARROW)
        if draw is not None
    ]
    wide, narrow = pictures or (None, None)
    grid = region_html(steward_grid(table, language), language, caption=heading)
    return SectionView(
        name,
        heading,
        text(f"quality.about-{name}", language),
        Markup(grid),  # noqa: S704  (escapes every text)
        wide,
        narrow,
        drift_names(table, language) if name == "drift" else (),
    )


def _protection(report: QualityReport, language: Language) -> tuple[str, ...]:
    return protection_sentences(next(iter(report.sections.values())).protection, language)

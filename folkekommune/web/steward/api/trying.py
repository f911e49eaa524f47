"""Deliveries that lie ready: what the mapping makes of each, and the beginning of its load."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import HTTPException

from folkekommune.ingest.preview import Preview, PreviewField
from folkekommune.texts import Language, text
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import InLanguages, Lang, in_languages
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.api.asking import needed, stewardship_router
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.steward.preview import Name

router = stewardship_router()


@dataclass(frozen=True)
class FieldEntry:
    """A field of a delivery, and what the mapping takes it for.

    :param target: a role or item; empty for what is dropped, none for what is not known.
    :param shapes: the commonest shapes of its values: every digit a nine, every run of letters one a.
    """

    name: str
    target: str | None
    variable: str | None
    suggestion: str | None
    shapes: list[str]
    occasions: list[str]


@dataclass(frozen=True)
class TriedEntry:
    """What the fitting mapping makes of a delivery.

    :param missing: items that the delivery does not have, with the occasions.
    :param faults: what would stop a load, in sentences.
    """

    mapping: str
    title: InLanguages
    rows: int
    fields: list[FieldEntry]
    missing: dict[str, list[str]]
    faults: list[str]


@dataclass(frozen=True)
class BegunEntry:
    """A load that has begun."""

    delivery: str


@router.get("/waiting")
def waiting(place: StewardPlace, session: CurrentSession, service: Service) -> list[str]:
    """List the deliveries that lie ready."""
    return list(service.waiting(session.user, place.number))


@router.get("/waiting/{waiting}", responses=faults(400))
def tried(
    place: StewardPlace, session: CurrentSession, service: Service, *, waiting: Name, lang: Lang = "nb"
) -> TriedEntry:
    """Try the mapping on a delivery that lies ready; nothing is loaded, and no value is told."""
    return _tried(needed(service.preview(session.user, place.number, waiting)), lang)


@router.post("/waiting/{waiting}/load", status_code=202, responses=faults(400))
def load(place: StewardPlace, session: CheckedForm, service: Service, waiting: Name) -> BegunEntry:
    """Begin to load a delivery that lies ready; how far it is stands at ``/load``."""
    if not service.load(session.user, place.number, waiting):
        raise HTTPException(404)
    return BegunEntry(waiting)


def _tried(found: Preview, language: Language) -> TriedEntry:
    return TriedEntry(
        found.mapping,
        in_languages(found.title),
        found.rows,
        [_field(each) for each in found.fields],
        missing={item: list(at) for item, at in found.missing.items()},
        faults=[text(fault.code, language, **fault.parameters) for fault in found.faults],
    )


def _field(each: PreviewField) -> FieldEntry:
    seen = each.tried.field
    return FieldEntry(
        seen.name,
        seen.target,
        each.variable.name if each.variable else None,
        seen.suggestion,
        shapes=list(each.shapes),
        occasions=list(each.tried.occasions),
    )

"""Orders to the vault's user, where the vault is apart: given, cancelled, told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import HTTPException

from folkekommune.access.vault_tasks import Task, TaskKind, TaskState
from folkekommune.texts import Language
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import Lang
from folkekommune.web.sessions import CheckedForm, CurrentSession
from folkekommune.web.steward.api.asking import needed, stewardship_router
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.steward.tasks import Identifier, sentence_of

router = stewardship_router()


@dataclass(frozen=True)
class OrderToGive:
    """What is to be ordered.

    :param subject: the name of a delivery that lies ready, or a version for its quality report; empty where
        the draft is meant.
    """

    kind: TaskKind
    subject: str = ""


@dataclass(frozen=True)
class OrderEntry:
    """An order, and how it stands.

    :param sentence: how far it is, or what came of it; what was made is fetched where it always is.
    """

    task: str
    kind: TaskKind
    subject: str
    state: TaskState
    ordered_by: str
    ordered_at: datetime
    ended_at: datetime | None
    sentence: str


@dataclass(frozen=True)
class CancelledEntry:
    """Whether the order waited, and is cancelled."""

    cancelled: bool


@router.get("/tasks")
def tasks(
    place: StewardPlace, session: CurrentSession, service: Service, lang: Lang = "nb"
) -> list[OrderEntry]:
    """List the latest orders, the newest first; none in an installation where all is done at once."""
    return [_entry(each, lang) for each in service.tasks(session.user, place.number)]


@router.post("/tasks", status_code=202, responses=faults(400))
def order(
    place: StewardPlace, session: CheckedForm, service: Service, *, sent: OrderToGive, lang: Lang = "nb"
) -> OrderEntry:
    """Order something that only the vault's user may do; what is ordered already is not ordered twice."""
    return _entry(service.order(session.user, place.number, sent.kind, sent.subject), lang)


@router.get("/tasks/{task}")
def one(
    place: StewardPlace, session: CurrentSession, service: Service, *, task: Identifier, lang: Lang = "nb"
) -> OrderEntry:
    """Tell how an order stands."""
    found = (each for each in service.tasks(session.user, place.number) if each.identifier == task)
    return _entry(needed(next(found, None)), lang)


@router.post("/tasks/{task}/cancel")
def cancel(place: StewardPlace, session: CheckedForm, service: Service, task: Identifier) -> CancelledEntry:
    """Cancel an order that nobody has taken yet."""
    if all(each.identifier != task for each in service.tasks(session.user, place.number)):
        raise HTTPException(404)
    return CancelledEntry(service.cancel_task(session.user, place.number, task))


def _entry(task: Task, language: Language) -> OrderEntry:
    return OrderEntry(
        task.identifier,
        task.order.kind,
        task.order.subject,
        task.state,
        ordered_by=task.user_name,
        ordered_at=task.created_at,
        ended_at=task.ended_at,
        sentence=sentence_of(task, language, working=True),
    )

"""Orders to the vault's user, where the vault is apart: given, cancelled, told of where they belong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.users import User
from folkekommune.access.vault_tasks import Task, TaskKind, TaskOrder, TaskState
from folkekommune.errors import UserError
from folkekommune.services.stewardship import Standing, Stewardship
from folkekommune.texts import Language, catalogue, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CheckedForm
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.writing import write_moment

router = APIRouter()

ORDERS = "/{language}/forvaltning/{number}/oppdrag"
_TOLD_FOR = timedelta(days=1)
_KINDS_OF_NOTICE = {TaskState.FAILED: "fault", TaskState.CANCELLED: "info", TaskState.DONE: "info"}
Identifier = Annotated[str, PathPart(pattern=r"^[0-9a-f]{16}$")]
Subject = Annotated[str, Form(pattern=r"^([\w][\w.+-]{0,119})?$")]


@dataclass(frozen=True)
class TaskView:
    """An order in words.

    :param notice: the kind of notice about one that has ended. :param waits: whether it can be cancelled.
    """

    identifier: str
    heading: str
    sentence: str
    ordered: str
    notice: str
    under_way: bool
    waits: bool


@dataclass(frozen=True)
class OrderView:
    """What can be ordered on a page, and how its latest order stands.

    :param button: what the button says; empty while an order is under way.
    :param made: when what is shown was made, in words.
    """

    kind: str
    subject: str
    button: str
    task: TaskView | None
    made: str = ""


@router.post(ORDERS, name="steward_order")
def order(
    request: Request,
    language: Language,
    place: StewardPlace,
    session: CheckedForm,
    *,
    service: Service,
    kind: Annotated[TaskKind, Form()],
    subject: Subject = "",
) -> Response:
    """Order something, and go back to the page that tells how it goes."""
    try:
        ordered = service.order(session.user, place.number, kind, subject)
    except UserError as fault:
        return pages_of(request).render(
            request,
            "steward/load_refused.html",
            title=text("tasks.state-failed", language),
            session=session,
            place=place,
            status=400,
            fault=say(request, fault.code, **fault.parameters),
        )
    return RedirectResponse(page_of(ordered.order, language, place), status_code=303)


@router.post(ORDERS + "/{task}/avbryt", name="steward_cancel_order")
def cancel(
    language: Language,
    place: StewardPlace,
    session: CheckedForm,
    *,
    service: Service,
    task: Identifier,
    listed: Annotated[bool, Form()] = False,
) -> Response:
    """Cancel an order that nobody has taken yet, and go back to its page, or to the list of all."""
    found = next(
        (each for each in service.tasks(session.user, place.number) if each.identifier == task), None
    )
    if found is None:
        raise HTTPException(404)
    service.cancel_task(session.user, place.number, task)
    back = (
        f"/{language}/forvaltning/{place.segment}/oppdrag"
        if listed
        else page_of(found.order, language, place)
    )
    return RedirectResponse(back, status_code=303)


def order_view(
    standing: Standing | None, kind: TaskKind, subject: str, language: Language
) -> OrderView | None:
    """Put what can be ordered in words; None where it is done at once."""
    if standing is None:
        return None
    view = task_view(standing.task, language, working=standing.working)
    if view is not None and standing.task is not None and standing.task.state is TaskState.DONE:
        view = view if kind is TaskKind.CORRECTIONS else None  # what was made is on the page itself
    code = f"tasks.again-{kind.value}" if standing.made is not None else f"tasks.order-{kind.value}"
    button = "" if view and view.under_way else text(code, language)
    made = standing.made.ended_at if standing.made else None
    told = text("tasks.made-at", language, moment=write_moment(made, language)) if made else ""
    return OrderView(kind.value, subject, button, view, told)


def views_of(
    service: Stewardship, user: User, number: str, *, kind: TaskKind, language: Language
) -> list[TaskView]:
    """Put the orders of a kind in words that are under way, or else the one that ended last."""
    found = [each for each in service.tasks(user, number) if each.order.kind is kind]
    shown = [each for each in found if each.is_under_way] or found[:1]
    working = service.is_worked_on()
    views = (task_view(each, language, working=working) for each in shown)
    return [view for view in views if view is not None]


def task_view(task: Task | None, language: Language, *, working: bool) -> TaskView | None:
    """Put an order in words; None for one that ended so long ago that nobody waits for it."""
    if task is None or (task.ended_at is not None and datetime.now(UTC) - task.ended_at > _TOLD_FOR):
        return None
    return view_of(task, language, working=working)


def view_of(task: Task, language: Language, *, working: bool) -> TaskView:
    """Put an order in words."""
    kind = task.order.kind.value
    moment = write_moment(task.created_at, language)
    return TaskView(
        task.identifier,
        text(f"tasks.heading-{kind}", language, name=task.order.subject),
        sentence_of(task, language, working=working),
        text("tasks.ordered-by", language, who=task.user_name, moment=moment),
        _KINDS_OF_NOTICE.get(task.state, "info"),
        under_way=task.is_under_way,
        waits=task.state is TaskState.WAITING,
    )


def sentence_of(task: Task, language: Language, *, working: bool) -> str:
    """Tell how far an order is, or what came of it."""
    state = task.state.value
    if task.state is TaskState.WAITING and not working:
        return text("tasks.state-waiting-alone", language)
    said = text(f"tasks.state-{state}", language)
    told = task.state in (TaskState.RUNNING, TaskState.DONE, TaskState.FAILED)
    if told and task.said.code in catalogue():
        return f"{said} {text(task.said.code, language, **task.said.parameters)}"
    return said


def page_of(order: TaskOrder, language: Language, place: StewardPlace) -> str:
    """Give the address of the page that an order belongs to."""
    subject = order.subject
    pages = {
        TaskKind.PREVIEW: f"oversettelse/{subject}",
        TaskKind.LOAD: "",
        TaskKind.RELEASE: "versjoner",
        TaskKind.QUALITY: f"kvalitet?versjon={subject}" if subject else "kvalitet",
        TaskKind.CORRECTIONS: "rettelser",
    }
    return f"/{language}/forvaltning/{place.segment}/{pages[order.kind]}"

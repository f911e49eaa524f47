"""Everything that was lately ordered of the vault's user: what waits, and what came of the rest."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.vault_tasks import Task
from folkekommune.texts import Language, text
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CurrentSession
from folkekommune.web.steward.place import Service, StewardPlace
from folkekommune.web.steward.rows import Row
from folkekommune.web.steward.tasks import ORDERS, page_of, sentence_of, view_of
from folkekommune.web.writing import write_moment

router = APIRouter()


@router.get(ORDERS, name="steward_orders")
def orders(
    request: Request, language: Language, place: StewardPlace, session: CurrentSession, service: Service
) -> Response:
    """List the orders: those under way with how far they are, then those that have ended, newest first."""
    found = service.tasks(session.user, place.number)
    working = service.is_worked_on()
    return pages_of(request).render(
        request,
        "steward/orders.html",
        title=say(request, "tasks.title"),
        session=session,
        place=place,
        under_way=[view_of(each, language, working=working) for each in found if each.is_under_way],
        ended=[
            _row(each, each.ended_at, language, page_of(each.order, language, place))
            for each in found
            if each.ended_at is not None
        ],
    )


def _row(task: Task, ended: datetime, language: Language, href: str) -> Row:
    order = task.order
    return Row(
        text(f"tasks.heading-{order.kind.value}", language, name=order.subject),
        (
            sentence_of(task, language, working=True),
            task.user_name,
            write_moment(task.created_at, language),
            write_moment(ended, language),
        ),
        href=href,
    )

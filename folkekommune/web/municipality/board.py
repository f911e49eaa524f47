"""What every page of the dashboard starts from: whose it is, and the figures it is made of.

The address says everything, so that a page can be sent to someone else. A living link shows the newest
figures; a fixed one carries the moment in ``per`` and shows them as they stood then, for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, HTTPException, Query
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.access.sessions import Session
from folkekommune.indicators.definition import Definition
from folkekommune.texts import Language, text
from folkekommune.web.municipality.access import ReadablePlace
from folkekommune.web.pages import Pages, pages_of
from folkekommune.web.ports import Place, PublishedFigures
from folkekommune.web.sessions import CurrentSession

FIXED = "per"
"""The parameter of a fixed link."""

Per = Annotated[str | None, Query(alias=FIXED, max_length=40, pattern=r"^[0-9T:.+Z-]*$")]


@dataclass(frozen=True)
class Board:
    """A page's reader, municipality and figures.

    :param figures: the municipality's own, :param others: everyone's, to compare with.
    :param fixed: the moment of a fixed link; none on a living one.
    """

    request: Request
    language: Language
    place: Place
    session: Session
    figures: PublishedFigures
    others: PublishedFigures
    fixed: datetime | None = None

    @property
    def pages(self) -> Pages:
        """The server's pages."""
        return pages_of(self.request)

    def say(self, code: str, /, **parameters: object) -> str:
        """Write a text in the language of the page."""
        return text(code, self.language, **parameters)

    def address(self, path: str = "", *, keep: bool = True, **query: object) -> str:
        """Give the address of a page of this municipality; a fixed moment goes with it."""
        found = [(name, str(value)) for name, value in query.items() if value not in (None, "")]
        if keep and self.fixed is not None:
            found.append((FIXED, _written(self.fixed)))
        rest = f"?{urlencode(found)}" if found else ""
        return f"/{self.language}/kommune/{self.place.number}/{path}{rest}"

    def definition(self, code: str) -> Definition:
        """Find an indicator that has figures; a page that does not exist otherwise."""
        found = next((entry for entry in self.figures.indicators() if entry.code == code), None)
        if found is None:
            raise HTTPException(404)
        return found

    def years(self, period: int = 1) -> tuple[int, ...]:
        """Give the years that any indicator has figures for here, newest first.

        :param period: of periods of so many years, their last years.
        """
        found = {
            year
            for definition in self.figures.indicators()
            for year in self.figures.years(definition.code, self.place.number, period=period)
        }
        return tuple(sorted(found, reverse=True))

    def render(self, template: str, *, title: str, status: int = 200, **context: Any) -> Response:
        """Render a page with the dashboard's menu and the two links to it."""
        return self.pages.render(
            self.request,
            f"municipality/{template}",
            title=title,
            status=status,
            place=self.place,
            session=self.session,
            board=self,
            **context,
        )

    @property
    def living_link(self) -> str:
        """The address of the page with the newest figures."""
        return self._link(None)

    @property
    def fixed_link(self) -> str | None:
        """The address of the page as it is now; none where no moments are known."""
        if self.fixed is not None:
            return self._link(self.fixed)
        times = self.pages.services.times
        moment = times.moment() if times else None
        return self._link(moment) if moment else None

    def _link(self, moment: datetime | None) -> str:
        query = [(name, value) for name, value in parse_qsl(self.request.url.query) if name != FIXED]
        if moment is not None:
            query.append((FIXED, _written(moment)))
        return self.request.url.path + (f"?{urlencode(query)}" if query else "")


def board(
    request: Request, language: Language, *, place: ReadablePlace, session: CurrentSession, per: Per = None
) -> Board:
    """Give what a page starts from, once its reader is found to have access."""
    services = pages_of(request).services
    figures, others, moment = services.municipal_figures, services.citizen_figures, None
    if per:
        moment = _moment(per)
        if moment is None or services.times is None:
            raise HTTPException(404)
        figures, others = services.times.at(moment), services.times.at(moment, public=True)
    return Board(request, language, place, session, figures, others, moment)


BoardOf = Annotated[Board, Depends(board)]


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _moment(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None

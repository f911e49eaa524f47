"""The figures as they stood at a moment: what a link that never changes leads to.

A publication that was withdrawn since is not shown any more, whatever the link says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from threading import Lock

from folkekommune.disclosure.shares import Audience
from folkekommune.published.figures import CurrentFigures, FigureSet, figures_of
from folkekommune.published.publications import Publication, Publications
from folkekommune.published.states import State
from folkekommune.web.ports import PublishedFigures

_KEPT = 4
"""How many earlier moments are kept. Each is as large as all current figures of an audience."""


class FixedFigures(CurrentFigures):
    """Figures that stay as they are."""

    def __init__(self, figures: FigureSet) -> None:  # the base reads what is current; this does not
        self._fixed = figures

    def now(self) -> FigureSet:
        """Give the figures."""
        return self._fixed


class PublicationTimes:
    """Moments of the publications, and the figures that stood at each.

    :param build: makes the figures of pages from those at rest.
    :param current: what stands now, which most links lead to, and which is held already.
    """

    def __init__(
        self,
        publications: Publications,
        build: Callable[[CurrentFigures], PublishedFigures],
        current: Mapping[Audience, CurrentFigures],
    ) -> None:
        self._publications = publications
        self._current = current
        self._of_now = {audience: build(figures) for audience, figures in current.items()}
        self._build = build
        self._earlier = lru_cache(maxsize=_KEPT)(self._figures_of)
        self._reading = Lock()

    def moment(self) -> datetime | None:
        """Give the moment since when the figures have been as they are; none before the first."""
        return max((event.at for event in self._publications.events()), default=None)

    def at(self, moment: datetime, *, public: bool = False) -> PublishedFigures:
        """Give the figures that stood at a moment: the municipality's own, or everyone's."""
        audience = Audience.PUBLIC if public else Audience.MUNICIPALITY
        standing = self._standing_at(moment)
        if standing == self._current[audience].now().publications:
            return self._of_now[audience]
        with self._reading:
            return self._earlier(standing, audience)

    def _standing_at(self, moment: datetime) -> tuple[Publication, ...]:
        events = self._publications.events()
        gone = {event.publication for event in events if event.state is State.WITHDRAWN}
        states = {event.publication: event for event in events if event.at <= moment}
        approved = [event for event in states.values() if event.state is State.APPROVED]
        return tuple(
            Publication(self._publications.find(event.publication).manifest, State.APPROVED, event.at)
            for event in sorted(approved, key=lambda event: event.publication)
            if event.publication not in gone
        )

    def _figures_of(self, standing: tuple[Publication, ...], audience: Audience) -> PublishedFigures:
        return self._build(FixedFigures(figures_of(self._publications, standing, audience)))

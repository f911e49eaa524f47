"""Places to practise in an installation: whose catalogue, and which published figures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from folkekommune.access.projects import Project, ProjectState
from folkekommune.bootstrap.foundations import Foundations
from folkekommune.bootstrap.practice import Practice, Twins, practising
from folkekommune.bootstrap.practice_folder import practice_folder
from folkekommune.bootstrap.practice_kept import KeptTwins
from folkekommune.catalogue.model import Databank
from folkekommune.disclosure.shares import Audience
from folkekommune.errors import UserError
from folkekommune.operations.notes import read_note, write_note
from folkekommune.published.figures import figures_of
from folkekommune.query.columns import ReleaseRef
from folkekommune.script.session import Catalogue, Session
from folkekommune.services.practice.weights import Weights, published_weights
from folkekommune.settings import share

_MAKER = 1
"""Raised whenever the same published figures are to be read otherwise than before."""


@dataclass(frozen=True)
class PublicFigures:
    """The figures that anybody may see, of each databank."""

    base: Foundations

    def weights(self, databank: Databank) -> Weights:
        """Read what is published of a databank."""
        publications = self.base.publications
        chosen = tuple(each for each in publications.current() if each.manifest.databank == databank.name)
        if not chosen:
            return Weights()
        # Read once from each state of what is published: its files are large, and nearly all of it is summed.
        made_of = (_MAKER, databank.name, *sorted(each.identifier for each in chosen))
        name = f"{sha256(repr(made_of).encode()).hexdigest()[:32]}.json"
        file = practice_folder(self.base.home) / name
        if known := read_note(file):
            return Weights.restored(known)
        figures = figures_of(publications, chosen, Audience.PUBLIC)
        found = published_weights(databank, self.base.definitions(databank.name), figures)
        write_note(file, found.plain())
        return found

    def until(self, release: ReleaseRef) -> date:
        """Give the last day before the year in which a version was made."""
        return date(self.base.releases.made(release).year - 1, 12, 31)


def open_practice(
    base: Foundations, session: Session, needed: frozenset[str] | None = None
) -> AbstractContextManager[Practice]:
    """Open a place to practise for whoever may begin a session.

    :param needed: the variables that will be asked for, where that is known before.
    """
    return practising(session, PublicFigures(base), needed, kept=_kept(base))


def ready_practice(base: Foundations, session_of: Callable[[Project], Session]) -> None:
    """Lay the twins ready that members of open projects will practise on, and throw all others away.

    :param session_of: begins a script for a project.
    """
    kept, published = _kept(base), PublicFigures(base)
    wanted = set[str]()
    for project in base.projects.all():
        if project.state is ProjectState.OPEN:
            session = session_of(project)
            twins = Twins(session.catalogue, session.grant, published, kept)
            for release in newest_releases(session.catalogue):
                with suppress(UserError):  # the run that names it tells what is wrong
                    wanted.add(twins.keep(release))
    kept.keep_only(wanted)


def practice_state(base: Foundations) -> object:
    """Tell whether anything that twins are made from has changed: equal states need nothing to be made."""
    projects = [(each.code, each.state, each.databanks, each.municipalities) for each in base.projects.all()]
    versions = [(name, tuple(base.store.releases(name))) for name in base.store.databanks()]
    return base.publications.stamp(), projects, versions


def _kept(base: Foundations) -> KeptTwins:
    return KeptTwins(practice_folder(base.home), made=share)


def newest_releases(catalogue: Catalogue) -> list[ReleaseRef]:
    """Give the releases that scripts come to when they require a databank by its major number."""
    return [
        ReleaseRef(name, version)
        for name in catalogue.names()
        for version in {each.partition(".")[0]: each for each in catalogue.versions(name)}.values()
    ]

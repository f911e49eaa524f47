"""Places to practise in an installation: whose catalogue, and which published figures."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from folkekommune.bootstrap.foundations import Foundations
from folkekommune.bootstrap.practice import Practice, practising
from folkekommune.catalogue.model import Databank
from folkekommune.disclosure.shares import Audience
from folkekommune.operations.notes import read_note, write_note
from folkekommune.published.figures import figures_of
from folkekommune.query.columns import ReleaseRef
from folkekommune.script.session import Session
from folkekommune.services.practice.weights import Weights, published_weights

FOLDER = "practice"
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
        file = self.base.home.temporary / FOLDER / name
        if known := read_note(file):
            return Weights.restored(known)
        figures = figures_of(publications, chosen, Audience.PUBLIC)
        found = published_weights(databank, self.base.definitions(databank.name), figures)
        file.parent.parent.mkdir(exist_ok=True)
        write_note(file, found.plain())
        return found

    def until(self, release: ReleaseRef) -> date:
        """Give the last day before the year in which a version was made."""
        made = self.base.store.release(release.databank, release.version).manifest["created"]
        return date(datetime.fromisoformat(made).year - 1, 12, 31)


def open_practice(
    base: Foundations, session: Session, needed: frozenset[str] | None = None
) -> AbstractContextManager[Practice]:
    """Open a place to practise for whoever may begin a session.

    :param needed: the variables that will be asked for, where that is known before.
    """
    return practising(session, PublicFigures(base), needed)

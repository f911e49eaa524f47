"""What is found in the drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from folkekommune.bootstrap.foundations import Foundations
from folkekommune.catalogue.model import Databank
from folkekommune.ingest.corrections import Correction, list_corrections
from folkekommune.ingest.quality.declaration import Declaration, load_declaration
from folkekommune.ingest.review.draft_review import DraftReview, review_draft
from folkekommune.services.quality_report import QualityFacts
from folkekommune.store.part import Part
from folkekommune.store.people import People


class Reviewing:
    """Review of deliveries, and what is told of it."""

    def __init__(self, base: Foundations, people: Callable[[], People]) -> None:
        self.base = base
        self.people = people

    def declaration(self, databank: Databank) -> Declaration:
        """Give what a databank declares of quality."""
        return load_declaration(self.base.package(databank.name).folder / "quality.toml", databank)

    def draft_part(self, databank: Databank, municipality: str) -> Part:
        """Give a municipality's draft as it is now."""
        return Part(0, municipality, self.base.store.draft(databank.name, municipality).deliveries())

    def review(self, databank: Databank, part: Part, people: People | None = None) -> DraftReview:
        """Review a municipality's deliveries; what was reviewed before is only looked up."""
        return review_draft(
            part,
            databank,
            self.declaration(databank),
            draft=self.base.store.draft(databank.name, part.municipality).folder,
            vault=self.base.home.vault,
            keys=self.base.keys,
            people=people,
        )

    def quality_facts(
        self, databank: Databank, *, municipalities: Sequence[str] | None = None, release: str | None = None
    ) -> Iterator[QualityFacts]:
        """Give what quality reports are made of: of the drafts as they are now, or of a release."""
        found = self.base.store.release(databank.name, release) if release else None
        parts = found.parts if found else self.base.store.drafts(databank.name)
        for municipality in municipalities or parts:
            part = self.draft_part(databank, municipality)
            if found:
                released = found.deliveries(municipality)
                everything = self.base.store.draft(databank.name, municipality).everything()
                part = replace(part, deliveries=tuple(d for d in everything if d.identity in released))
            review = self.review(databank, part, self.people())
            yield QualityFacts(
                databank=databank,
                municipality=municipality,
                release=found.version if found else "",
                loads=[(each.loaded_at, each.summary) for each in part.deliveries],
                observations=review.observations,
                declaration=self.declaration(databank),
                definitions=self.base.definitions(databank.name),
            )

    def corrections(self, databank: Databank, municipality: str) -> tuple[Correction, ...]:
        """Give what is to be corrected in the records that a municipality's draft was made of."""
        part = self.draft_part(databank, municipality)
        return list_corrections(
            part.deliveries,
            self.review(databank, part, self.people()),
            self.declaration(databank),
            databank=databank.name,
            municipality=municipality,
            vault=self.base.home.vault,
            keys=self.base.keys,
        )

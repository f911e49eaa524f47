"""What those a databank is about are called on pages: children, or whatever its package says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from folkekommune.catalogue.model import Texts


@dataclass(frozen=True)
class People:
    """Words for the people of a databank, each as it stands in the middle of a sentence.

    :param many: some of them, :param every: all of them, :param one: a single one.
    :param female, male: those of each sex.
    :param source: what the figures rest on, :param answers: what people ask what happens to.
    :param visit_heading, visit: how it begins, on the page of how answers are looked after.
    """

    many: Texts = Texts("personer", "personar", "people")
    every: Texts = Texts("innbyggerne", "innbyggjarane", "the people")
    one: Texts = Texts("én person", "éin person", "one person")
    female: Texts = Texts("kvinner", "kvinner", "women")
    male: Texts = Texts("menn", "menn", "men")
    source: Texts = Texts(
        "opplysninger kommunen alt har",
        "opplysningar kommunen alt har",
        "what the municipality already knows",
    )
    answers: Texts = Texts("opplysningene om oss", "opplysningane om oss", "what is known about us")
    visit_heading: Texts = Texts(
        "Kommunen skriver ned opplysningen",
        "Kommunen skriv ned opplysninga",
        "The municipality writes it down",
    )
    visit: Texts = Texts(
        "Den som hjelper deg, skriver opplysningen i journalen. Den kan bare de lese som hjelper deg.",
        "Den som hjelper deg, skriv opplysninga i journalen. Den kan berre dei lese som hjelper deg.",
        "Whoever helps you writes it in your record. Only those who help you can read it.",
    )

    @classmethod
    def read(cls, section: Mapping[str, Mapping[str, str]]) -> Self:
        """Read the section ``[people]`` of a package; what it does not say is said of people in general.

        :raises KeyError: for a language that is missing, :raises ValueError: for a word that is not known.
        """
        unknown = set(section) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"people.{min(unknown)}")
        return cls(**{name: Texts(nb=it["nb"], nn=it["nn"], en=it["en"]) for name, it in section.items()})


PEOPLE = People()
"""People in general."""

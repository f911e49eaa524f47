"""What the people of the figures are called, on pages that are about all figures at once."""

from __future__ import annotations

from dataclasses import fields

from folkekommune.catalogue.people import PEOPLE, People
from folkekommune.texts import Language
from folkekommune.web.ports import PublishedFigures


def people_of(figures: PublishedFigures) -> People:
    """Give the words of the databanks with figures where they agree, else those of people in general."""
    found = {definition.people for definition in figures.indicators()}
    return found.pop() if len(found) == 1 else PEOPLE


def words_of(figures: PublishedFigures, language: Language) -> dict[str, str]:
    """Give the words in a language, by what they are."""
    people = people_of(figures)
    return {field.name: getattr(people, field.name).in_language(language) for field in fields(people)}

"""What the people of the figures, and the themes, are called on pages that are about all figures at once."""

from __future__ import annotations

from folkekommune.catalogue.model import Texts
from folkekommune.catalogue.people import PEOPLE, People
from folkekommune.texts import Language, catalogue, text
from folkekommune.web.ports import PublishedFigures


def people_of(figures: PublishedFigures) -> People:
    """Give the words of the databanks with figures where they agree, else those of people in general."""
    found = {definition.people for definition in figures.indicators()}
    return found.pop() if len(found) == 1 else PEOPLE


def words_of(figures: PublishedFigures, language: Language) -> dict[str, str]:
    """Give the words in a language, by what they are."""
    told = vars(people_of(figures)).items()
    return {name: words.in_language(language) for name, words in told if isinstance(words, Texts)}


def theme_name(theme: str, language: Language) -> str:
    """Name a theme of a databank that ships; nothing for one that has no text here."""
    code = f"municipality.theme-{theme}"
    return text(code, language) if code in catalogue() else ""

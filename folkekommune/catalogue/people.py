"""What those a databank is about are called on pages: children, or whatever its package says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from folkekommune.catalogue.model import Texts


@dataclass(frozen=True)
class People:
    """Words for the people of a databank, each as it stands inside a sentence.

    :param many: some of them, :param every: all of them, :param one: a single one.
    :param female, male: those of each sex.
    :param source: what the figures rest on, :param answers: what people ask what happens to.
    :param visit_heading, visit: how it begins, on the page of how answers are looked after.
    :param young: whether they are the children and young people of a place.
    """

    many: Texts
    every: Texts
    one: Texts
    female: Texts
    male: Texts
    source: Texts
    answers: Texts
    visit_heading: Texts
    visit: Texts
    young: bool = False


PEOPLE = People(
    many=Texts("personer", "personar", "people"),
    every=Texts("innbyggerne", "innbyggjarane", "the people"),
    one=Texts("én person", "éin person", "one person"),
    female=Texts("kvinner", "kvinner", "women"),
    male=Texts("menn", "menn", "men"),
    source=Texts("det kommunen alt vet", "det kommunen alt veit", "what the municipality already knows"),
    answers=Texts("opplysningene om oss", "opplysningane om oss", "what is known about us"),
    visit_heading=Texts(
        "Kommunen skriver det ned", "Kommunen skriv det ned", "The municipality writes it down"
    ),
    visit=Texts(
        "Den som hjelper deg, skriver opplysningen i journalen. Den kan bare de lese som hjelper deg.",
        "Den som hjelper deg, skriv opplysninga i journalen. Den kan berre dei lese som hjelper deg.",
        "Whoever helps you writes it in your record. Only those who help you can read it.",
    ),
)
"""People in general."""


def read_people(section: Mapping[str, Any]) -> People:
    """Read the section ``[people]`` of a package; what it does not say is said as of people in general.

    :raises KeyError: for a language that is missing. :raises ValueError: for a word that is not known.
    """
    unknown = set(section) - {field.name for field in fields(People)}
    if unknown:
        raise ValueError(f"people.{min(unknown)}")
    words = {name: it for name, it in section.items() if name != "young"}
    given = {name: Texts(nb=it["nb"], nn=it["nn"], en=it["en"]) for name, it in words.items()}
    return replace(PEOPLE, young=bool(section.get("young")), **given)

"""The dashboard's texts are easy to read: LIX under 45, sentences of at most 22 words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from folkekommune.catalogue.packages import load_packages, shipped_folder
from folkekommune.indicators.definition_files import load_definitions
from folkekommune.official.description_files import load_descriptions
from folkekommune.texts import catalogue

SUBJECTS = (
    "dashboard.",
    "measures.",
    "comments.",
    "presentations.",
    "outside.",
    "inequality.",
    "projects.",
    "audit.",
)


def sentences(subject: str, language: str) -> Iterator[str]:
    for code, languages in catalogue().items():
        forms = languages[language]
        for form in forms.values() if isinstance(forms, dict) else [forms]:
            if code.startswith(subject) and form.endswith((".", "?")):
                yield form


def lix(text: str) -> float:
    """Words a sentence, plus the share of words over six letters in percent."""
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) / len(re.findall(r"[.!?:]+", text)) + 100 * sum(len(w) > 6 for w in words) / len(words)


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_planner_reads_them_easily(subject: str, language: str) -> None:
    told = list(sentences(subject, language))
    assert lix(" ".join(told)) < 45
    for text in told:
        for sentence in re.split(r"[.!?:]\s", text):
            assert len(sentence.split()) <= 22, sentence


def test_every_theme_has_a_name_in_three_languages():
    """Of own indicators and of official tables alike: else it would go by its code on a page in English."""
    packages = load_packages(shipped_folder(), shipped_folder() / "none").values()
    listed = [each for package in packages for each in load_definitions(package).values()]
    listed += [each for package in packages for each in load_descriptions(package).values()]
    assert {each.theme for each in listed if f"municipality.theme-{each.theme}" not in catalogue()} == set()

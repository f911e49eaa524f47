"""Every text a page asks for exists in three languages, and citizens' texts are easy to read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from folkekommune.texts import LANGUAGES, catalogue
from folkekommune.web import __file__ as web_file

WEB = Path(web_file).parent
OWN = ("web.", "public.", "municipality.", "access.")
_ASKED = re.compile(r"""(?:\bt|\btext|\bsay)\(\s*(?:\w+,\s*)?["']([\w.-]+?)["']\s*[,)]""")
_BUILT = re.compile(r"""["']((?:web|public|municipality)\.[a-z-]+-)(?:["']\s*~|\{)""")


def _sources() -> list[str]:
    files = [*WEB.rglob("*.py"), *WEB.rglob("*.html")]
    return [file.read_text(encoding="utf-8") for file in files if "dist" not in file.parts]


def lix(text: str) -> float:
    """Words a sentence, plus the share of words over six letters in percent (interfaces.md C0)."""
    words = re.findall(r"[^\W\d_]+", text)
    sentences = max(len(re.findall(r"[.!?:]+", text)), 1)
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def test_every_text_that_is_asked_for_exists() -> None:
    asked = {code for source in _sources() for code in _ASKED.findall(source) if "." in code}
    assert len(asked) > 100
    assert asked - set(catalogue()) == set()


def test_every_family_of_texts_that_is_built_from_a_code_exists() -> None:
    families = {prefix for source in _sources() for prefix in _BUILT.findall(source)}
    assert families
    for prefix in families:
        assert any(code.startswith(prefix) for code in catalogue()), prefix


def test_every_text_of_the_pages_is_asked_for() -> None:
    sources = "\n".join(_sources())
    prefixes = tuple(prefix for source in _sources() for prefix in _BUILT.findall(source))
    unused = {
        code
        for code in catalogue()
        if code.startswith(("web.", "public.", "municipality."))
        and code not in sources
        and not code.startswith((*prefixes, "web.phrase-", "web.column-", "web.not-found", "web.http-fault"))
    }
    assert unused == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_whole_in_every_language(language: str) -> None:
    for code, languages in catalogue().items():
        if code.startswith(OWN):
            assert set(languages) == set(LANGUAGES), code
            assert languages[language].strip(), code


def test_the_same_blanks_stand_in_every_language() -> None:
    for code, languages in catalogue().items():
        if code.startswith(OWN):
            blanks = {frozenset(re.findall(r"\{\w+\}", sentence)) for sentence in languages.values()}
            assert len(blanks) == 1, code


@pytest.mark.parametrize("language", ["nb", "nn"])
@pytest.mark.parametrize(("room", "limit"), [("public.", 38), ("municipality.", 45)])
def test_the_texts_of_a_room_are_easy_to_read(room: str, limit: float, language: str) -> None:
    sentences = [
        languages[language]
        for code, languages in catalogue().items()
        if code.startswith(room) and languages[language].endswith((".", "?"))
    ]
    assert lix(" ".join(sentences)) < limit


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_for_citizens_is_over_twenty_words(language: str) -> None:
    for code, languages in catalogue().items():
        if code.startswith("public.") and not code.startswith("public.column-"):
            for sentence in re.split(r"[.!?]\s", languages[language]):
                assert len(sentence.split()) <= 22, code


def test_lix_finds_heavy_text() -> None:
    heavy = "Departementsrepresentantene konstaterte uhensiktsmessige rapporteringsforpliktelser."
    assert lix(heavy) > 60
    assert lix("Her er et tall. Det er lett.") < 15

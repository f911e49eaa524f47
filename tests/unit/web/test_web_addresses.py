"""Which address is in which language, and which pages everyone may read."""

from __future__ import annotations

import pytest

from folkekommune.web.addresses import in_language, is_public, split_language


@pytest.mark.parametrize(
    ("path", "language", "rest"),
    [
        ("/nb/", "nb", ""),
        ("/nn/sporsmal/x", "nn", "sporsmal/x"),
        ("/en", "en", ""),
        ("/sv/sporsmal", None, "sv/sporsmal"),
        ("/", None, ""),
        ("/nbx/", None, "nbx/"),
    ],
)
def test_the_first_part_is_the_language(path: str, language: str | None, rest: str) -> None:
    assert split_language(path) == (language, rest)


@pytest.mark.parametrize(
    ("path", "public"),
    [
        ("/nb/", True),
        ("/nn/sporsmal/sovn/4601", True),
        ("/en/personvern", True),
        ("/nb/kommune/", False),
        ("/nb/kommune", False),
        ("/nb/arbeidsbenk/", False),
        ("/nb/forvaltning/x", False),
        ("/nb/logg-inn", False),
        ("/nb/logg-ut", False),
        ("/nb/galleri", False),
        ("/", False),
        ("/api/v1/x", False),
        ("/static/app.css", False),
    ],
)
def test_pages_behind_a_log_in_are_not_public(path: str, public: bool) -> None:
    assert is_public(path) is public


def test_a_page_keeps_its_place_in_another_language() -> None:
    assert in_language("/nb/sporsmal/sovn/4601", "en") == "/en/sporsmal/sovn/4601"
    assert in_language("/healthz", "nn") == "/nn/healthz"

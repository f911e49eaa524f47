"""The ends of an interval are joined by ``texts.interval`` alone: a dash beside a minus is read wrongly."""

from __future__ import annotations

import re

import pytest
from tracked_files import texts

JOINED = re.compile(
    r"""\{[^{}]*\b(?:lower|low|number\(|localised\()[^{}]*\}\s?[–-]\s?\{[^{}]*\b(?:upper|high|number\(|localised\()"""
)
"""Both ends in braces with a dash between, in a piece of text that a program fills in."""


def test_no_page_and_no_program_joins_the_ends_of_an_interval_by_itself() -> None:
    found = [
        path
        for path, content in texts(".py", ".html", ".toml", under="folkekommune/")
        if JOINED.search(content)
    ]
    assert [path for path in found if path.as_posix() != "folkekommune/texts/__init__.py"] == []
    assert found


@pytest.mark.parametrize(
    "written",
    [
        'f"{number(figure.lower, language, 1)}–{number(figure.upper, language, 1)}"',
        'f" ({localised(value.lower, language)}–{localised(value.upper, language)})"',
        'f"{value} ({lower} – {upper})"',
        'nb = "{low}-{high}"',
    ],
)
def test_one_that_is_joined_would_be_found(written: str) -> None:
    assert JOINED.search(written)

"""Write a profile as a page of its own: to print, to make a PDF of, or as a chapter to go on writing in."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from folkekommune.rendering.profile.content import Picture, Profile
from folkekommune.texts import Language, text

_HERE = Path(__file__).parent / "templates"
_VARIABLE = re.compile(r"var\(--[\w-]+, ([^()]+)\)")


def print_style() -> str:
    """Give the style of printed pages; it needs nothing from anywhere else."""
    return (_HERE / "print.css").read_text(encoding="utf-8")


def profile_page(profile: Profile, *, style_address: str = "") -> str:
    """Write the profile as HTML.

    :param style_address: where the style lies; without one it stands in the page, for a file of its own.
    """
    return _render("profile.html", profile, style_address)


def overview_chapter(profile: Profile, *, style_address: str = "") -> str:
    """Write the draft of a chapter for the municipality's public-health overview as HTML."""
    return _render("chapter.html", profile, style_address)


def _render(name: str, profile: Profile, style_address: str) -> str:
    return (
        _environment(profile.language)
        .get_template(name)
        .render(profile=profile, style="" if style_address else print_style(), style_address=style_address)
    )


@cache
def _environment(language: Language) -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def say(code: str, /, **parameters: object) -> str:
        return text(code, language, **parameters)

    found.globals.update(t=say, source=_source)
    return found


def _source(picture: Picture) -> str:
    """Give a picture as an address that holds all of it, in fixed colours."""
    svg = _VARIABLE.sub(r"\1", picture.svg)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
